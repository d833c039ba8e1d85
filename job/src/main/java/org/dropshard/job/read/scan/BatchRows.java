package org.dropshard.job.read.scan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.KnownNotNull;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.RDDScanExec;
import org.apache.spark.sql.execution.SQLExecutionRDD;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows as Spark's Parquet reader has decoded them, or as they were made. Spark's own rows come of
 * these by two copies of each cell, and reading one takes a third.
 */
public final class BatchRows {
  private BatchRows() {}

  /**
   * The rows of a query. Each is valid until the next. Those of a query that does more than read
   * columns are Spark's own.
   */
  public static RDD<InternalRow> of(SparkSession spark, Dataset<Row> rows) {
    QueryExecution query = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
    SparkPlan plan = bare(query.executedPlan());
    Optional<RDD<InternalRow>> there =
        plan instanceof RDDScanExec made ? Optional.of(made.rdd()) : scan(plan).map(Scan::rows);
    return there
        .<RDD<InternalRow>>map(rdd -> new SQLExecutionRDD(rdd, spark.sessionState().conf()))
        .orElseGet(query::toRdd);
  }

  /**
   * A scan of columns.
   *
   * @param plan reads them in batches
   * @param ordinals which of them to take, in order
   */
  private record Scan(FileSourceScanExec plan, int[] ordinals) {
    RDD<InternalRow> rows() {
      int[] taken = ordinals;
      FlatMapFunction<Iterator<ColumnarBatch>, InternalRow> unpacked =
          batches -> new Rows(batches, taken);
      return plan.executeColumnar().toJavaRDD().mapPartitions(unpacked, true).rdd();
    }
  }

  private static Optional<Scan> scan(SparkPlan plan) {
    SparkPlan below = plan;
    while (below instanceof ProjectExec project) {
      below = bare(project.child());
    }
    if (!(below instanceof ColumnarToRowExec toRows)
        || !(bare(toRows.child()) instanceof FileSourceScanExec scan)) {
      return Optional.empty();
    }
    List<Long> read = new ArrayList<>();
    CollectionConverters.asJava(scan.output()).forEach(column -> read.add(column.exprId().id()));
    List<Attribute> columns = CollectionConverters.asJava(plan.output());
    int[] ordinals = new int[columns.size()];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] =
          isPlain(columns.get(i).dataType())
                  && origin(columns.get(i), plan).column() instanceof Attribute column
              ? read.indexOf(column.exprId().id())
              : -1;
      if (ordinals[i] < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Scan(scan, ordinals));
  }

  /** The plan, as it is without generated code. */
  private static SparkPlan bare(SparkPlan plan) {
    if (plan instanceof WholeStageCodegenExec stage) {
      return bare(stage.child());
    }
    return plan instanceof InputAdapter adapter ? bare(adapter.child()) : plan;
  }

  /** An expression over what a plan returns. */
  private record Origin(Expression column, SparkPlan plan) {}

  /**
   * Where a column comes from, seen through names and through structs that are taken apart again.
   */
  private static Origin origin(Expression column, SparkPlan plan) {
    if (column instanceof Alias alias) {
      return origin(alias.child(), plan);
    }
    if (column instanceof KnownNotNull known) {
      return origin(known.child(), plan);
    }
    if (column instanceof GetStructField field) {
      Origin struct = origin(field.child(), plan);
      return struct.column() instanceof CreateNamedStruct made
          ? origin(made.valExprs().apply(field.ordinal()), struct.plan())
          : new Origin(column, plan);
    }
    if (column instanceof Attribute name && plan instanceof ProjectExec project) {
      for (NamedExpression named : CollectionConverters.asJava(project.projectList())) {
        if (named.exprId().id() == name.exprId().id()) {
          return origin((Expression) named, bare(project.child()));
        }
      }
    }
    return new Origin(column, plan);
  }

  /** Whether a batch's row has values of the type by its name. */
  private static boolean isPlain(DataType type) {
    if (type instanceof ArrayType array) {
      return isPlain(array.elementType());
    }
    if (type instanceof MapType map) {
      return isPlain(map.keyType()) && isPlain(map.valueType());
    }
    if (type instanceof StructType struct) {
      return CollectionConverters.asJava(struct).stream()
          .allMatch(field -> isPlain(field.dataType()));
    }
    return type instanceof AtomicType && !type.typeName().equals("variant");
  }

  /** The rows of batches, one after the other. */
  private static final class Rows implements Iterator<InternalRow> {
    private final Iterator<ColumnarBatch> batches;
    private final int[] ordinals;
    private ColumnarBatchRow row;
    private int next;
    private int count;

    Rows(Iterator<ColumnarBatch> batches, int[] ordinals) {
      this.batches = batches;
      this.ordinals = ordinals;
    }

    @Override
    public boolean hasNext() {
      while (next == count) {
        if (!batches.hasNext()) {
          return false;
        }
        ColumnarBatch batch = batches.next();
        ColumnVector[] columns = new ColumnVector[ordinals.length];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = batch.column(ordinals[i]);
        }
        row = new ColumnarBatchRow(columns);
        next = 0;
        count = batch.numRows();
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      row.rowId = next++;
      return row;
    }
  }
}
