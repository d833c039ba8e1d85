package org.dropshard.job.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;

/** Keeps an output out of its inputs, and inputs out of an output that is replaced. */
final class PathOverlap {
  private static final String WILDCARDS = "*?[{";

  private PathOverlap() {}

  /**
   * @throws JobException if one contains the other, links and schemes resolved
   */
  static void check(List<String> inputs, String output, Configuration hadoop) {
    Path target = resolved(output, hadoop);
    for (String input : inputs) {
      Path source = resolved(folder(input, hadoop), hadoop);
      if (contains(source, target)) {
        throw JobException.usage(
            "Invalid --output: "
                + output
                + " lies within the input "
                + input
                + " (choose another)");
      }
      if (contains(target, source)) {
        throw JobException.usage(
            "Invalid --output: " + output + " contains the input " + input + " (choose another)");
      }
    }
  }

  /** The input itself, or the longest part of a glob without a wildcard. */
  private static String folder(String input, Configuration hadoop) {
    try {
      Path path = new Path(input);
      if (path.getFileSystem(hadoop).exists(path)) { // a name may hold a wildcard's character
        return input;
      }
      while (path.getParent() != null
          && path.toUri().getPath().chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
        path = path.getParent();
      }
      return path.toString();
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.usage("Invalid path: " + input + " (" + e.getMessage() + ")");
    }
  }

  private static Path resolved(String text, Configuration hadoop) {
    try {
      Path path = new Path(text);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path qualified = fileSystem.makeQualified(path);
      if (!"file".equals(qualified.toUri().getScheme())) {
        return qualified;
      }
      java.nio.file.Path local = java.nio.file.Path.of(qualified.toUri().getPath());
      java.nio.file.Path there = local;
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      return there == null
          ? qualified
          : new Path("file", null, there.toRealPath().resolve(there.relativize(local)).toString());
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.usage("Invalid path: " + text + " (" + e.getMessage() + ")");
    }
  }

  private static boolean contains(Path outer, Path inner) {
    for (Path at = inner; at != null; at = at.getParent()) {
      if (at.toUri().getPath().equals(outer.toUri().getPath())
          && String.valueOf(at.toUri().getAuthority())
              .equals(String.valueOf(outer.toUri().getAuthority()))
          && String.valueOf(at.toUri().getScheme())
              .equals(String.valueOf(outer.toUri().getScheme()))) {
        return true;
      }
    }
    return false;
  }
}
