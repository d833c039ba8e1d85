package org.dropshard.job.read.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.LocalNames;

/**
 * The files of all input arguments, in the order of the arguments and of their names. Names that
 * begin with {@code _} or {@code .} are left out, and folders of such names with all they hold, as
 * Spark does, unless an argument names them itself.
 *
 * @param roots one for each argument
 * @param files all files
 */
public record Listing(List<InputRoot> roots, List<InputFile> files) {

  /**
   * Lists the arguments.
   *
   * @throws JobException if one does not exist, cannot be read, or none holds a file
   */
  public static Listing of(List<String> arguments, Configuration hadoop) {
    List<InputRoot> roots = new ArrayList<>();
    List<InputFile> files = new ArrayList<>();
    for (String argument : arguments) {
      InputRoot root = InputRoot.of(argument, hadoop);
      roots.add(root);
      try {
        List<InputFile> found = new ArrayList<>();
        for (FileStatus match : root.matches()) {
          list(root, match, found);
        }
        found.sort(Comparator.comparing(InputFile::name));
        files.addAll(found);
      } catch (IOException e) {
        throw new JobException(
            ExitCode.INPUT, "Cannot list input: " + argument + " (" + e.getMessage() + ")", e);
      }
    }
    if (files.isEmpty()) {
      throw JobException.input(
          "Cannot read input: " + String.join(", ", arguments) + " holds no file");
    }
    return new Listing(roots, files);
  }

  /**
   * Some of the arguments' files.
   *
   * @param sizes the files' sizes by full path
   */
  public static Listing of(List<String> arguments, Map<String, Long> sizes, Configuration hadoop) {
    List<InputRoot> roots =
        arguments.stream().map(argument -> InputRoot.of(argument, hadoop)).toList();
    List<InputFile> files = new ArrayList<>();
    sizes.forEach(
        (path, size) -> {
          Path file = new Path(path);
          InputRoot root =
              roots.stream()
                  .filter(candidate -> candidate.holds(file))
                  .findFirst()
                  .orElseThrow(() -> new IllegalStateException(path + " lies below no input"));
          files.add(new InputFile(path, root.name(file), size));
        });
    files.sort(Comparator.comparing(InputFile::name));
    return new Listing(roots, files);
  }

  private static void list(InputRoot root, FileStatus match, List<InputFile> found)
      throws IOException {
    if (match.isFile()) {
      add(root, match, found);
      return;
    }
    Path folder = match.getPath();
    if ("file".equals(folder.toUri().getScheme())) {
      listLocal(root, folder, found);
      return;
    }
    RemoteIterator<LocatedFileStatus> below = root.fileSystem().listFiles(folder, true);
    while (below.hasNext()) {
      FileStatus file = below.next();
      if (!isHidden(InputRoot.relative(folder, file.getPath()))) {
        add(root, file, found);
      }
    }
  }

  /**
   * Folder by folder: the recursive listing, which object stores answer in one go, asks on the
   * local file system for each file's permissions, and without native code that starts a process a
   * file.
   */
  private static void listLocal(InputRoot root, Path folder, List<InputFile> found)
      throws IOException {
    LocalNames.checkFolder(folder);
    for (FileStatus child : root.fileSystem().listStatus(folder)) {
      if (isHidden(child.getPath().getName())) {
        continue;
      }
      if (child.isDirectory()) {
        listLocal(root, child.getPath(), found);
      } else {
        add(root, child, found);
      }
    }
  }

  private static void add(InputRoot root, FileStatus file, List<InputFile> found) {
    found.add(new InputFile(file.getPath().toString(), root.name(file.getPath()), file.getLen()));
  }

  /** A name like {@code _column=value} is a partition, not hidden. */
  private static boolean isHidden(String name) {
    for (String part : name.split("/")) {
      if (part.startsWith(".") || part.startsWith("_") && !part.contains("=")) {
        return true;
      }
    }
    return false;
  }
}
