package org.dropshard.job.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Defaults of the job for object stores, where the user has set nothing. Hadoop's own wait 140 s
 * for an endpoint that refuses every connection; these, 5 s, and two minutes for one that answers
 * nothing. What a store turns away because it is busy is tried again as often as ever.
 */
public final class StoreDefaults {
  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("fs.s3a.attempts.maximum", "1"); // the AWS client's own, within each of those below
    VALUES.put("fs.s3a.retry.limit", "3");
    VALUES.put("fs.s3a.connection.establish.timeout", "15s"); // the least that Hadoop takes
  }

  private StoreDefaults() {}

  /** A new application's configuration, with the defaults in it. */
  public static SparkConf sparkConf() {
    SparkConf conf = new SparkConf();
    Configuration hadoop = new Configuration();
    VALUES.forEach(
        (key, value) -> {
          if (!isSet(key, hadoop)) {
            conf.setIfMissing("spark.hadoop." + key, value);
          }
        });
    return conf;
  }

  /** Whether a value comes from elsewhere than Hadoop's own {@code core-default.xml}. */
  public static boolean isSet(String key, Configuration hadoop) {
    String[] sources = hadoop.getPropertySources(key);
    return sources != null
        && sources.length > 0
        && !sources[sources.length - 1].endsWith("-default.xml");
  }
}
