package org.dropshard.job.engine;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The counters as a source of Spark's metrics, for whatever sinks there are: {@code
 * …driver.dropshard.samples}, {@code bytes}, {@code badRecords} and {@code droppedUnits}.
 */
final class ProgressSource implements Source {
  private static final String NAME = "dropshard";

  private final MetricRegistry registry = new MetricRegistry();

  private ProgressSource(Progress progress) {
    gauge("samples", progress.samples());
    gauge("bytes", progress.bytes());
    gauge("badRecords", progress.bad());
    gauge("droppedUnits", progress.dropped());
  }

  private void gauge(String name, LongAccumulator counter) {
    registry.register(name, (Gauge<Long>) counter::value);
  }

  /** Shows the counters in place of those of the last command. They stay when it ends. */
  static void register(Progress progress) {
    MetricsSystem metrics = SparkEnv.get().metricsSystem();
    CollectionConverters.asJava(metrics.getSourcesByName(NAME)).forEach(metrics::removeSource);
    metrics.registerSource(new ProgressSource(progress));
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
