package org.dropshard.job.read;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.dropshard.job.config.Share;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.BatchRows;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** The ids of all samples that have a key, where they are few enough for one machine. */
public final class KeyIds {
  /** Eight megabytes. */
  private static final int MOST = 1 << 20;

  private KeyIds() {}

  /**
   * Reads the key column, and no more.
   *
   * @return an id for each row whose key is not null and selects it; empty if there are more than a
   *     million
   */
  public static Optional<long[]> of(SparkSession spark, Source source, String column) {
    Dataset<Row> keys = source.rows().select(QuotingUtils.quoteIdentifier(column));
    RDD<InternalRow> rows = BatchRows.of(spark, keys);
    Object parts =
        spark
            .sparkContext()
            .runJob(
                rows,
                new Ids(
                    SampleIds.of(Optional.of(column), Share.SAMPLE, keys.schema()),
                    source.selection()),
                ClassTag$.MODULE$.apply(long[].class));
    long[] all = Arrays.stream((long[][]) parts).flatMapToLong(Arrays::stream).toArray();
    return all.length > MOST ? Optional.empty() : Optional.of(all);
  }

  /** Those of a partition; no more than show that they are too many. */
  private static final class Ids extends AbstractFunction1<Iterator<InternalRow>, long[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final SampleIds ids;
    private final SampleSelection selection;

    Ids(SampleIds ids, SampleSelection selection) {
      this.ids = ids;
      this.selection = selection;
    }

    @Override
    public long[] apply(Iterator<InternalRow> rows) {
      LongStream.Builder found = LongStream.builder();
      for (int left = MOST + 1; left > 0 && rows.hasNext(); ) {
        InternalRow row = rows.next();
        if (ids.isKnown(row)) {
          long id = ids.id(row, null); // a key, so no name
          if (selection.takes(id)) {
            found.add(id);
            left--;
          }
        }
      }
      return found.build().toArray();
    }
  }
}
