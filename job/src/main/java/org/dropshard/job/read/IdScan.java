package org.dropshard.job.read;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.PriorityQueue;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.BatchRows;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

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
    RDD<InternalRow> all = BatchRows.of(spark, rows);
    long[][] parts;
    try {
      parts =
          (long[][])
              spark
                  .sparkContext()
                  .runJob(
                      all, new Ids(source.reader(), most), ClassTag$.MODULE$.apply(long[].class));
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
    return new IdScan(
        Arrays.stream(parts).mapToLong(part -> part[0]).sum(),
        Arrays.stream(parts).mapToLong(part -> part[1]).sum(),
        Arrays.stream(parts)
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
          "Invalid --limit: "
              + limit
              + " (several samples have the id "
              + first[limit]
              + ", so which of them is the last cannot be told)");
    }
    return source.upTo(first[limit - 1]);
  }

  /** Of a partition: how many are selected, how many not, and the first ids in no order. */
  private static final class Ids extends AbstractFunction1<Iterator<InternalRow>, long[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final SampleReader reader;
    private final int most;

    Ids(SampleReader reader, int most) {
      this.reader = reader;
      this.most = most;
    }

    @Override
    public long[] apply(Iterator<InternalRow> rows) {
      Seen seen = new Seen(most);
      try {
        while (rows.hasNext()) {
          reader.read(rows.next(), seen);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      long[] found = new long[2 + seen.first.size()];
      found[0] = seen.selected;
      found[1] = seen.unselected;
      int i = 2;
      for (long id : seen.first) {
        found[i++] = id;
      }
      return found;
    }
  }

  private static final class Seen implements SampleReader.Sink {
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

    @Override
    public void bad(BadRecord record) {
      // it has no id
    }
  }
}
