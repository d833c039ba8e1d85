package org.dropshard.job.read.listing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.ImageDecoder;

/**
 * The files of all input arguments, in the order of the arguments and of their names, each once.
 * Left out are names that begin with {@code .}, folders whose names begin with {@code _}, unless an
 * argument names them itself, and what is no file or was listed before. Whether a file whose name
 * begins with {@code _} is read is up to the format.
 *
 * @param roots one for each argument
 * @param files all files
 * @param leftOut what is not among them
 */
public record Listing(List<InputRoot> roots, List<InputFile> files, LeftOuts leftOut) {
  /** What Spark, which knows no links, takes for files. */
  private static final Set<Reason> UNKNOWN_TO_SPARK =
      EnumSet.of(
          Reason.SYSTEM,
          Reason.AGAIN,
          Reason.LOOP,
          Reason.PIPE,
          Reason.SOCKET,
          Reason.DEVICE,
          Reason.TWIN);

  /** What Spark's streams, which list by themselves, would take in twice, or without an end. */
  private static final Set<Reason> DOUBLED = EnumSet.of(Reason.AGAIN, Reason.LOOP, Reason.TWIN);

  /** How a shard of MDS is compressed: {@code x.mds.zstd} is {@code x.mds}. */
  private static final Pattern COMPRESSED = Pattern.compile("(.+\\.mds)\\.\\w+");

  /**
   * Lists the arguments.
   *
   * @throws JobException if one does not exist or cannot be read, or there is no file
   */
  public static Listing of(List<String> arguments, Configuration hadoop) {
    Listing listing = ofAny(arguments, hadoop);
    if (listing.files.isEmpty()) {
      throw JobException.input(
          "Cannot read input: "
              + String.join(", ", arguments)
              + " holds no file"
              + listing.leftOut.clause());
    }
    return listing;
  }

  /**
   * Lists the arguments, which may hold no file.
   *
   * @throws JobException if one does not exist or cannot be read
   */
  public static Listing ofAny(List<String> arguments, Configuration hadoop) {
    LeftOuts leftOut = new LeftOuts();
    LocalWalk local = new LocalWalk(leftOut);
    Set<String> taken = new HashSet<>();
    List<InputRoot> roots = new ArrayList<>();
    List<List<InputFile>> found = new ArrayList<>();
    for (String argument : arguments) {
      InputRoot root = InputRoot.of(argument, hadoop);
      List<InputFile> files = new ArrayList<>();
      roots.add(root);
      found.add(files);
      try {
        for (FileStatus match : root.matches()) {
          if (isLocal(match.getPath())) {
            local.list(root, match.getPath(), files);
          } else {
            list(root, match, files, taken, leftOut);
          }
        }
      } catch (IOException e) {
        throw unlisted(argument, e);
      }
    }
    try {
      local.followLinks();
    } catch (IOException e) {
      throw unlisted(String.join(", ", arguments), e);
    }
    List<InputFile> files = new ArrayList<>();
    for (List<InputFile> some : found) {
      some.sort(Comparator.comparing(InputFile::name));
      files.addAll(some);
    }
    return new Listing(roots, withoutTwins(files, leftOut), leftOut);
  }

  /** Loaders decompress a shard beside where it lies, and read one of the two. */
  private static List<InputFile> withoutTwins(List<InputFile> files, LeftOuts leftOut) {
    Set<String> plain = new HashSet<>();
    for (InputFile file : files) {
      if (file.extension().equals("mds")) {
        plain.add(file.path());
      }
    }
    List<InputFile> kept = new ArrayList<>();
    for (InputFile file : files) {
      Matcher compressed = COMPRESSED.matcher(file.path());
      if (compressed.matches() && plain.contains(compressed.group(1))) {
        leftOut.add(Reason.TWIN, file.name());
      } else {
        kept.add(file);
      }
    }
    return kept;
  }

  private static JobException unlisted(String what, IOException e) {
    return new JobException(
        ExitCode.INPUT, "Cannot list input: " + what + " (" + e.getMessage() + ")", e);
  }

  /**
   * Some of the arguments' files.
   *
   * @param sizes the files' sizes by full path
   */
  public static Listing of(List<String> arguments, Map<String, Long> sizes, Configuration hadoop) {
    List<InputRoot> roots =
        arguments.stream().map(argument -> InputRoot.of(argument, hadoop)).toList();
    LeftOuts leftOut = new LeftOuts();
    List<InputFile> files = new ArrayList<>();
    sizes.forEach(
        (path, size) -> {
          Path file = new Path(path);
          InputRoot root =
              roots.stream()
                  .filter(candidate -> candidate.holds(file))
                  .findFirst()
                  .orElseThrow(() -> new IllegalStateException(path + " lies below no input"));
          Optional<Reason> special = isLocal(file) ? special(file) : Optional.empty();
          if (special.isPresent()) {
            leftOut.add(special.get(), root.name(file));
          } else {
            files.add(new InputFile(path, root.name(file), size));
          }
        });
    files.sort(Comparator.comparing(InputFile::name));
    return new Listing(roots, files, leftOut);
  }

  private static Optional<Reason> special(Path file) {
    java.nio.file.Path real = java.nio.file.Path.of(file.toUri().getPath());
    try {
      return LocalWalk.special(real, Files.readAttributes(real, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty(); // whoever reads it says what is wrong
    }
  }

  private static boolean isLocal(Path path) {
    return "file".equals(path.toUri().getScheme());
  }

  /** A folder of a store that has no links, all at once: object stores answer so in one go. */
  private static void list(
      InputRoot root, FileStatus match, List<InputFile> found, Set<String> taken, LeftOuts leftOut)
      throws IOException {
    if (match.isFile()) {
      take(root, match, found, taken, leftOut);
      return;
    }
    Set<String> hidden = new HashSet<>();
    RemoteIterator<LocatedFileStatus> below = root.fileSystem().listFiles(match.getPath(), true);
    while (below.hasNext()) {
      FileStatus file = below.next();
      String path = InputRoot.relative(match.getPath(), file.getPath());
      if (!isHidden(path, hidden, leftOut)) {
        take(root, file, found, taken, leftOut);
      }
    }
  }

  /**
   * @param before the folders that were counted
   */
  private static boolean isHidden(String path, Set<String> before, LeftOuts leftOut) {
    for (int start = 0, end; start < path.length(); start = end + 1) {
      int slash = path.indexOf('/', start);
      end = slash < 0 ? path.length() : slash;
      String name = path.substring(start, end);
      Reason reason = Names.hidden(name, slash >= 0);
      if (reason != null) {
        String shown = path.substring(0, end) + (slash < 0 ? "" : "/");
        if (!Names.isChecksum(name) && (slash < 0 || before.add(shown))) {
          leftOut.add(reason, shown);
        }
        return true;
      }
    }
    return false;
  }

  private static void take(
      InputRoot root, FileStatus file, List<InputFile> found, Set<String> taken, LeftOuts leftOut) {
    String path = file.getPath().toString();
    if (taken.add(path)) {
      found.add(new InputFile(path, root.name(file.getPath()), file.getLen()));
    } else {
      leftOut.add(Reason.AGAIN, root.name(file.getPath()));
    }
  }

  /** The same without some of the files, which are read for themselves. */
  public Listing without(List<InputFile> some) {
    List<InputFile> others = new ArrayList<>(files);
    others.removeAll(some);
    return new Listing(roots, others, leftOut);
  }

  /**
   * Checks that a stream of Spark's takes in what is listed here, each file once.
   *
   * @throws JobException if it would not
   */
  public void checkStream() {
    leftOut.list().stream()
        .filter(out -> DOUBLED.contains(out.reason()))
        .findFirst()
        .ifPresent(out -> refuseStream(out.first(), out.reason().label()));
    files.stream()
        .filter(InputFile::isMarked)
        .filter(
            file ->
                ImageDecoder.hasPictureExtension(file.name()) || file.extension().matches("np[yz]"))
        .findFirst()
        .ifPresent(file -> refuseStream(file.name(), "Spark's streams hide names with _"));
  }

  private void refuseStream(String name, String why) {
    throw JobException.input(
        "Cannot read input by --incremental: "
            + name
            + " ("
            + why
            + ": take it away, or run without --incremental)");
  }

  /** Whether Spark, which lists for itself, finds these files and no others. */
  public boolean isAsSparkLists() {
    return leftOut.none(UNKNOWN_TO_SPARK);
  }
}
