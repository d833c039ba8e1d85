package org.dropshard.job.store;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.dropshard.job.error.JobException;

/**
 * How outputs on {@code s3a://} are committed: by the magic committer, which uploads in place and
 * makes the uploads visible at the end, unless the user has chosen another that is as safe. A
 * rename there copies, one file after the other, and leaves half an output when it stops.
 */
public final class S3aCommit {
  private static final String NAME = "fs.s3a.committer.name";
  private static final Set<String> SAFE = Set.of("magic", "directory");
  private static final String COMMITTER = "spark.sql.sources.outputCommitterClass";
  private static final Set<String> RENAMING =
      Set.of(
          "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter",
          "org.apache.parquet.hadoop.ParquetOutputCommitter");
  private static final Set<String> RENAMING_FACTORIES =
      Set.of("org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory");

  /** Values, in lower case, that a key may not have. */
  private static final Map<String, Set<String>> REFUSED = new LinkedHashMap<>();

  static {
    REFUSED.put("spark.sql.sources.partitionOverwriteMode", Set.of("dynamic"));
    REFUSED.put(COMMITTER, lowerCase(RENAMING));
    REFUSED.put("spark.sql.parquet.output.committer.class", lowerCase(RENAMING));
    REFUSED.put("mapreduce.outputcommitter.factory.class", lowerCase(RENAMING_FACTORIES));
    REFUSED.put("mapreduce.outputcommitter.factory.scheme.s3a", lowerCase(RENAMING_FACTORIES));
    REFUSED.put("fs.s3a.committer.magic.enabled", Set.of("false"));
  }

  private S3aCommit() {}

  /**
   * Checks what the user has set in Spark's or Hadoop's configuration.
   *
   * @throws JobException if the store cannot do that safely
   */
  public static void check(String output, Configuration hadoop) {
    if (!isOnS3a(new Path(output), hadoop)) {
      return;
    }
    REFUSED.forEach(
        (key, refused) -> {
          String value = hadoop.getTrimmed(key, "");
          if (refused.contains(value.toLowerCase(Locale.ROOT))) {
            throw refused(key, value, output);
          }
        });
    String name = hadoop.getTrimmed(NAME, "");
    if (StoreDefaults.isSet(NAME, hadoop) && !SAFE.contains(name)) {
      throw refused(NAME, name, output);
    }
  }

  private static JobException refused(String key, String value, String output) {
    return JobException.invalid(
        key, value, "not safe on a store, as --output " + output + " is; leave it out");
  }

  /**
   * Sets a job up whose output is {@code output}, after its format has done so. Elsewhere than on
   * {@code s3a://} it changes nothing.
   */
  public static void prepare(Path output, Configuration hadoop) {
    if (!isOnS3a(output, hadoop)) {
      return;
    }
    String committer = hadoop.getTrimmed(COMMITTER);
    if (committer == null || RENAMING.contains(committer)) { // nobody's choice: the format's
      hadoop.setClass(COMMITTER, S3aCommitter.class, FileOutputCommitter.class);
    }
    if (!StoreDefaults.isSet(NAME, hadoop)) {
      hadoop.set(NAME, "magic");
    }
  }

  private static boolean isOnS3a(Path path, Configuration hadoop) {
    String scheme = path.toUri().getScheme();
    return "s3a".equals(scheme == null ? FileSystem.getDefaultUri(hadoop).getScheme() : scheme);
  }

  private static Set<String> lowerCase(Set<String> names) {
    return Set.copyOf(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }
}
