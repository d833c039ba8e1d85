package org.dropshard.job.engine;

import java.util.List;
import java.util.Properties;
import org.apache.spark.SparkContext;

/**
 * What Spark knows of the jobs that a thread starts: their group and description, and whether
 * cancelling interrupts them.
 *
 * @param properties the values by Spark's names; without those that are not set
 */
record JobGroup(Properties properties) {
  private static final List<String> NAMES =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  /** That of this thread. */
  static JobGroup of(SparkContext context) {
    Properties properties = new Properties();
    for (String name : NAMES) {
      String value = context.getLocalProperty(name);
      if (value != null) {
        properties.setProperty(name, value);
      }
    }
    return new JobGroup(properties);
  }

  void restore(SparkContext context) {
    NAMES.forEach(name -> context.setLocalProperty(name, properties.getProperty(name)));
  }
}
