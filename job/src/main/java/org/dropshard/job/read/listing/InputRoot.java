package org.dropshard.job.read.listing;

import java.io.IOException;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.LocalNames;

/**
 * What names are relative to: an input argument itself, a glob's longest part without a wildcard,
 * or the folder of an argument that is a single file.
 *
 * @param argument the input as given
 * @param fileSystem where it lies
 * @param folder the folder, qualified
 * @param matches the files and folders that the argument stands for
 */
public record InputRoot(String argument, FileSystem fileSystem, Path folder, FileStatus[] matches) {
  private static final String WILDCARDS = "*?[{";

  public static InputRoot of(String argument, Configuration hadoop) {
    try {
      Path path = new Path(argument);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path qualified = fileSystem.makeQualified(path);
      if (fileSystem.exists(path)) { // a name may hold a wildcard's character
        FileStatus status = fileSystem.getFileStatus(path);
        Path folder = status.isFile() ? qualified.getParent() : qualified;
        return new InputRoot(argument, fileSystem, folder, new FileStatus[] {status});
      }
      Path folder = qualified;
      while (isGlob(folder.toUri().getPath())) {
        folder = folder.getParent();
      }
      if ("file".equals(folder.toUri().getScheme())) {
        LocalNames.checkFolder(folder);
      }
      FileStatus[] matches = isGlob(argument) ? fileSystem.globStatus(path) : null;
      if (matches == null || matches.length == 0) {
        throw JobException.input("Cannot read input: " + argument + " does not exist");
      }
      return new InputRoot(argument, fileSystem, folder, matches);
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.unreadable(argument, e);
    }
  }

  /** A name as a glob that matches it alone. */
  public static String escaped(String path) {
    return path.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
  }

  private static boolean isGlob(String path) {
    return path.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /** Whether a qualified path lies below {@link #folder}. */
  boolean holds(Path file) {
    return Objects.equals(folder.toUri().getScheme(), file.toUri().getScheme())
        && Objects.equals(folder.toUri().getAuthority(), file.toUri().getAuthority())
        && !name(file).equals(file.toUri().getPath());
  }

  /** The decoded path of a file below {@link #folder}, relative to it. */
  String name(Path file) {
    return relative(folder, file);
  }

  /**
   * The decoded path of {@code file} relative to {@code folder}, or its whole path if it is not
   * below.
   */
  public static String relative(Path folder, Path file) {
    String base = folder.toUri().getPath();
    String path = file.toUri().getPath();
    String prefix = base.endsWith("/") ? base : base + "/";
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }
}
