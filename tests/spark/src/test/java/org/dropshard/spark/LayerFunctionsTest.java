package org.dropshard.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.dropshard.convolution.Convolution;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What layers have besides a forward pass equals the kernels' own. */
class LayerFunctionsTest extends SparkTest {
  private static final int ROWS = 5;

  @BeforeAll
  static void table() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < ROWS; id++) {
      rows.add(RowFactory.create(id, Npy.write(floats(id))));
    }
    rows.add(RowFactory.create((long) ROWS, null));
    spark
        .createDataFrame(rows, StructType.fromDDL("id BIGINT, npy BINARY"))
        .createOrReplaceTempView("t");
  }

  private static Tensor floats(long id) {
    return Tensors.random(DType.FLOAT32, id, 4, 6, 4);
  }

  @Test
  void instanceNormGoesBackward() {
    List<Row> rows = rows("SELECT instance_norm_backward(npy, npy, 0.1, 'CHW') FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Tensor x = floats(id);
      byte[] dx = new byte[x.byteLength()];
      new InstanceNorm(0.1).backward(x, x, Layout.CHW, dx, 0, null, null);
      assertArrayEquals(dx, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
    }
    assertNull(rows.get(ROWS).get(0));
  }

  @Test
  void meansAndVariancesAreColumns() {
    List<Row> rows =
        rows(
            "SELECT s.mean, s.variance FROM (SELECT id, instance_stats(npy, 'HWC') AS s FROM t)"
                + " ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      List<Double> means = rows.get(id).getList(0);
      assertArrayEquals(
          InstanceNorm.means(floats(id), Layout.HWC),
          means.stream().mapToDouble(Double::doubleValue).toArray());
      List<Double> variances = rows.get(id).getList(1);
      assertArrayEquals(
          InstanceNorm.variances(floats(id), Layout.HWC),
          variances.stream().mapToDouble(Double::doubleValue).toArray());
    }
    assertNull(rows.get(ROWS).get(0));
  }

  @Test
  void convolutions() {
    Tensor weight = Tensors.random(DType.FLOAT32, 1, 2, 4, 3, 3);
    Tensor bias = Tensors.random(DType.FLOAT32, 2, 2);
    Convolution layer =
        new Convolution(2, 4, 3, 3, Tensors.doubles(weight), Tensors.doubles(bias), 2, 1);
    Dataset<Row> t =
        spark
            .table("t")
            .withColumn("w", lit(Npy.write(weight)))
            .withColumn("b", lit(Npy.write(bias)));
    List<Row> rows =
        t.orderBy("id")
            .select(
                functions.call_function(
                    "convolution", col("npy"), col("w"), col("b"), lit(2), lit(1), lit("HWC")),
                functions.call_function(
                    "convolution_backward",
                    col("npy"),
                    functions.call_function(
                        "convolution", col("npy"), col("w"), col("b"), lit(2), lit(1), lit("HWC")),
                    col("w"),
                    lit(2),
                    lit(1),
                    lit("HWC")))
            .collectAsList();
    for (int id = 0; id < ROWS; id++) {
      Tensor x = floats(id);
      int[] shape = layer.shape(x.shape(), Layout.HWC);
      byte[] y = new byte[(int) Tensor.elements(shape) * 4];
      layer.forward(x, Layout.HWC, y, 0);
      assertArrayEquals(y, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
      byte[] dx = new byte[x.byteLength()];
      Tensor dy = new Tensor(DType.FLOAT32, shape, y, 0);
      layer.backward(x, dy, Layout.HWC, dx, 0, null, null);
      assertArrayEquals(dx, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(1))));
    }
    assertNull(rows.get(ROWS).get(0));
  }
}
