package org.dropshard.spark.functions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.dropshard.stats.ChannelStats;

/**
 * The state of {@code channel_stats}. It crosses the wire as plain bytes and arrives as such: Spark
 * reads states with the class loader of its own jars, which does not know a class of a jar that was
 * given to {@code spark-submit}.
 */
final class ChannelStatsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final transient ChannelStats stats = new ChannelStats();

  /** The state that arrived as an object or as bytes. */
  static ChannelStatsState of(Serializable state) {
    if (state instanceof ChannelStatsState here) {
      return here;
    }
    ChannelStatsState read = new ChannelStatsState();
    try {
      read.stats.read(new DataInputStream(new ByteArrayInputStream((byte[]) state)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read channel statistics: they end early", e);
    }
    return read;
  }

  private Object writeReplace() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      stats.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write channel statistics", e);
    }
    return bytes.toByteArray();
  }
}
