package org.dropshard.job.store;

import java.io.File;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;

/**
 * Names of local files that this JVM cannot read, which Java and Hadoop pass over in silence. The
 * locale decides when the JVM starts; nothing can be changed afterwards.
 */
public final class LocalNames {
  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");
  private static final boolean UTF8 = ENCODING.equalsIgnoreCase("UTF-8");

  /** What a decoder has for bytes that are no text. */
  private static final char UNDECODABLE = '\uFFFD';

  private LocalNames() {}

  /** Whether this JVM has local files of this name. */
  static boolean has(String name) {
    return UTF8 || name.chars().allMatch(c -> c < 128);
  }

  /** Why it has not, and the way out. */
  static String rule() {
    return "not ASCII, and the locale's encoding is "
        + ENCODING
        + ": start Java with LC_ALL=C.UTF-8, executors by spark.executorEnv.LC_ALL";
  }

  /**
   * Checks the name of a file that is to be read.
   *
   * @throws JobException if this JVM has no local file of this name
   */
  public static void check(Path file) {
    if ("file".equals(file.toUri().getScheme()) && !has(file.toUri().getPath())) {
      throw JobException.input("Cannot read file: " + file + " (" + rule() + ")");
    }
  }

  /**
   * Checks the names in a folder, but for hidden ones.
   *
   * @throws JobException if this JVM cannot read one of them
   */
  public static void checkFolder(Path folder) {
    String[] names = new File(folder.toUri().getPath()).list();
    for (String name : names == null ? new String[0] : names) {
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (!has(name)) {
        throw JobException.input(
            "Cannot read input: " + folder + " holds a name that is " + rule());
      }
      if (name.indexOf(UNDECODABLE) >= 0 && !new File(folder.toUri().getPath(), name).exists()) {
        throw JobException.input(
            "Cannot read input: " + folder + " holds a name that is not UTF-8: " + name);
      }
    }
  }
}
