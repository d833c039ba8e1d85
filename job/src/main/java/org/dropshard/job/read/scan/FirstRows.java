package org.dropshard.job.read.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedUnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.sample.Exhausted;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * The first rows of a query that reads columns. Spark's own {@code take} generates and compiles
 * code for it, which takes longer than the rows.
 */
public final class FirstRows {
  /** So much more partitions are read each time that those before held too few rows. */
  private static final int GROWTH = 4;

  private FirstRows() {}

  /**
   * Reads them.
   *
   * @param most how many, at most; all in the order of partitions
   */
  public static List<InternalRow> of(SparkSession spark, Dataset<Row> rows, int most) {
    RDD<InternalRow> all = BatchRows.of(spark, rows);
    Taken taken = new Taken(rows.schema(), most);
    List<InternalRow> found = new ArrayList<>();
    int next = 0;
    for (int count = 1; next < all.getNumPartitions() && found.size() < most; count *= GROWTH) {
      int end = Math.min(all.getNumPartitions(), next + count);
      List<Object> partitions = IntStream.range(next, end).<Object>mapToObj(i -> i).toList();
      Object parts =
          spark
              .sparkContext()
              .runJob(
                  all,
                  taken,
                  CollectionConverters.asScala(partitions).toSeq(),
                  ClassTag$.MODULE$.apply(byte[][].class));
      for (byte[][] part : (byte[][][]) parts) {
        for (byte[] bytes : part) {
          UnsafeRow row = new UnsafeRow(rows.schema().length());
          row.pointTo(bytes, bytes.length);
          found.add(row);
        }
      }
      next = end;
    }
    return List.copyOf(found.subList(0, Math.min(most, found.size())));
  }

  /** The first of a partition's rows, each as the bytes of an {@link UnsafeRow}. */
  private static final class Taken extends AbstractFunction1<Iterator<InternalRow>, byte[][]>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final StructType columns;
    private final int most;

    Taken(StructType columns, int most) {
      this.columns = columns;
      this.most = most;
    }

    @Override
    public byte[][] apply(Iterator<InternalRow> rows) {
      List<Expression> values = new ArrayList<>();
      for (StructField column : columns.fields()) {
        values.add(new BoundReference(values.size(), column.dataType(), column.nullable()));
      }
      UnsafeProjection projection =
          InterpretedUnsafeProjection.createProjection(
              CollectionConverters.asScala(values).toSeq());
      List<byte[]> taken = new ArrayList<>();
      try {
        while (taken.size() < most && rows.hasNext()) {
          taken.add(projection.apply(rows.next()).getBytes());
        }
      } catch (OutOfMemoryError e) {
        throw Exhausted.in(Optional.empty(), e);
      }
      return taken.toArray(new byte[0][]);
    }
  }
}
