package org.dropshard.job.read;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.BatchRows;
import org.dropshard.tensor.Invalid;

/**
 * The ids of an input's samples, in a pass that decodes no tensor.
 *
 * @param selected how many samples are selected
 * @param unselected how many of those that were read are not
 * @param first the first ids of the selected, in ascending order, as signed numbers
 */
public record IdScan(long selected, long unselected, long[] first) {
  /**
   * Passes over an input.
   *
   * @param most how many of the first ids are wanted
   */
  public static IdScan of(SparkSession spark, Source source, int most) {
    Dataset<Row> rows = source.rows();
    if (source.isTable()) { // so that Spark does not read the column
      String tensor = source.tensorColumn();
      rows =
          rows.withColumn(tensor, functions.lit(null).cast(rows.schema().apply(tensor).dataType()));
    }
    SampleReader reader = source.reader();
    List<long[]> parts;
    try {
      parts =
          BatchRows.of(spark, rows)
              .toJavaRDD()
              .mapPartitions(each -> List.of(ids(reader, most, each)).iterator())
              .collect();
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
    return new IdScan(
        parts.stream().mapToLong(part -> part[0]).sum(),
        parts.stream().mapToLong(part -> part[1]).sum(),
        parts.stream()
            .flatMapToLong(part -> Arrays.stream(part).skip(2))
            .sorted()
            .limit(most)
            .toArray());
  }

  /**
   * A source cut down to its first samples by id.
   *
   * @param limit how many, ≥ 1
   * @throws JobException if ids do not say which they are: several samples have the last one
   */
  static Source limited(SparkSession spark, Source source, int limit) {
    long[] first = of(spark, source, limit + 1).first;
    if (first.length <= limit) {
      return source;
    }
    if (first[limit] == first[limit - 1]) {
      throw JobException.input(
          Invalid.message(
              "--limit",
              limit,
              "several samples have the id "
                  + first[limit]
                  + ", so which of them is the last cannot be told"));
    }
    return source.upTo(first[limit - 1]);
  }

  /** Of a partition: how many are selected, how many not, and the first ids in no order. */
  private static long[] ids(SampleReader reader, int most, Iterator<InternalRow> rows)
      throws IOException {
    Seen seen = new Seen(most);
    while (rows.hasNext()) {
      reader.read(rows.next(), seen);
    }
    return LongStream.concat(
            LongStream.of(seen.selected, seen.unselected),
            seen.first.stream().mapToLong(Long::longValue))
        .toArray();
  }

  private static final class Seen implements SampleReader.GoodSamples {
    private final int most;
    private final PriorityQueue<Long> first = new PriorityQueue<>(Collections.reverseOrder());
    private long selected;
    private long unselected;

    Seen(int most) {
      this.most = most;
    }

    @Override
    public boolean wants(long id) {
      selected++;
      if (first.size() < most) {
        first.add(id);
      } else if (most > 0 && id < first.peek()) {
        first.poll();
        first.add(id);
      }
      return false;
    }

    @Override
    public void unselected() {
      unselected++;
    }

    @Override
    public void sample(Sample sample) {
      throw new IllegalStateException("Nobody wanted this sample");
    }
  }
}
