package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.codegen.ByteCodeStats;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.debug.package$;
import org.apache.spark.sql.functions;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple3;

/** Every scalar call is one native call in generated code, and boxes nothing. */
class FunctionPlanTest extends SparkTest {
  private static final Pattern BOXING =
      Pattern.compile("(Double|Long|Integer|Float)\\.valueOf|new (Double|Long|Integer|Float)\\(");

  @TempDir static Path folder;

  @BeforeAll
  static void table() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 5; id++) {
      Tensor floats = Tensors.random(DType.FLOAT32, id, 2, 3, 4);
      Tensor doubles = Tensors.random(DType.FLOAT64, id, 24);
      Tensor pixels = Tensors.random(DType.UINT8, id, 2, 3, 4);
      rows.add(
          RowFactory.create(
              id,
              Npy.write(floats),
              Tensors.boxed(floats),
              Tensors.boxed(doubles),
              RowFactory.create("file:/" + id, 2, 3, 4, 24, pixels.data())));
    }
    String path = folder.resolve("t").toString();
    spark.createDataFrame(rows, Tensors.schema()).write().parquet(path);
    Tensor weight = Tensors.random(DType.FLOAT32, 1, 1, 4, 1, 1);
    Tensor bias = Tensors.random(DType.FLOAT32, 2, 1);
    spark
        .read()
        .parquet(path)
        .withColumn("weight", functions.lit(Npy.write(weight)))
        .withColumn("bias", functions.lit(Npy.write(bias)))
        .createOrReplaceTempView("t");
  }

  private static String generatedCode(Dataset<Row> query) {
    SparkPlan plan = query.queryExecution().executedPlan();
    assertTrue(plan.exists(node -> node instanceof WholeStageCodegenExec), plan.toString());
    StringBuilder code = new StringBuilder();
    scala.collection.Iterator<Tuple3<String, String, ByteCodeStats>> subtrees =
        package$.MODULE$.codegenStringSeq(plan).iterator();
    while (subtrees.hasNext()) {
      code.append(subtrees.next()._2());
    }
    return code.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "element_dropout(npy, 0.3, 42, id) | StepOfNpy",
        "element_dropout(floats, 0.3, 42, id, 1) | StepOfArray",
        "element_dropout(doubles, 0.3, 42, id) | StepOfArray",
        "element_dropout(image, 0.3, 42, id) | StepOfImage",
        "spatial_dropout(npy, 0.3, 42, id, 1, 'CHW') | StepOfNpy",
        "spatial_dropout(floats, 4, 'HWC', 0.3, 42, id) | StepOfArray",
        "spatial_dropout(doubles, 4, 'CHW', 0.3, 42, id, 1) | StepOfArray",
        "spatial_dropout(image, 0.3, 42, id) | StepOfImage",
        "pixel_dropout(npy, 0.3, 42, id, 'CHW') | StepOfNpy",
        "pixel_dropout(floats, 4, 'HWC', 0.3, 42, id) | StepOfArray",
        "pixel_dropout(doubles, 4, 'CHW', 0.3, 42, id) | StepOfArray",
        "pixel_dropout(image, 0.3, 42, id, 1) | StepOfImage",
        "dropout_mask(id, 0.3, 42, id) | DropoutMaskFunction$OfUnits",
        "noise_dropout(npy, array(1, -1, 1), 0.3, 42, id) | StepOfNpy",
        "element_dropout_by_channel(npy, array(0.1, 0.2, 0, 1), 42, id, 'HWC') | StepOfNpy",
        "spatial_dropout_by_channel(npy, array(0.1D, 0.2D), 42, id, 1, 'HWC') | StepOfNpy",
        "sensor_dropout(npy, 42, id, 'layout = HWC, groups = {a = 0-3}, drop = 0.5') | StepOfNpy",
        "sensor_dropout(npy, 42, id, 1, 'layout = HWC, groups = {a = 0}, drop = 1') | StepOfNpy",
        "element_dropout_by_channel(floats, 4, 'HWC', array(0.1, 0, 1, 0), 42, id) | StepOfArray",
        "pixel_dropout_by_channel(doubles, 4, 'CHW', array(0.1, 0, 1, 0), 42, id, 1) | StepOfArray",
        "spatial_dropout_by_channel(image, array(0.1, 0.2, 0), 42, id, 1) | StepOfImage",
        "sensor_dropout(floats, 4, 'HWC', 42, id, 'groups = {a = 0-3}, drop = 0.5') | StepOfArray",
        "sensor_dropout(image, 42, id, 1, 'groups = {a = 0-2}, drop = 0.5') | StepOfImage",
        "channel_dropout(npy, 1, 42, id, 1, 'CHW') | StepOfNpy",
        "channel_dropout(floats, 4, 'HWC', 1, 42, id) | StepOfArray",
        "channel_dropout(doubles, 4, 'HWC', 1, 42, id, 1) | StepOfArray",
        "channel_dropout(image, 1, 42, id) | StepOfImage",
        "spatial_dropout_at_least(npy, 0.5, 1, 42, id, 'HWC') | StepOfNpy",
        "spatial_dropout_at_least(image, 0.5, 1, 42, id) | StepOfImage",
        "drop_block(npy, 0.3, 2, 42, id, 'CHW') | StepOfNpy",
        "drop_block(image, 0.3, 2, 42, id, 1) | StepOfImage",
        "coarse_dropout(npy, 1, 2, 0.5, 42, id, 'HWC') | StepOfNpy",
        "coarse_dropout(image, 1, 2, 0.5, 42, id) | StepOfImage",
        "cutout(npy, 2, 42, id, 'HWC') | StepOfNpy",
        "cutout(image, 2, 42, id, 1) | StepOfImage",
        "grid_dropout(npy, 2, 0.5, 42, id, 'HWC') | StepOfNpy",
        "grid_dropout(image, 2, 0.5, 42, id) | StepOfImage",
        "alpha_dropout(npy, 0.3, 42, id) | StepOfNpy",
        "alpha_dropout(floats, 0.3, 42, id) | StepOfArray",
        "alpha_dropout_backward(doubles, 0.3, 42, id) | StepOfArray",
        "feature_alpha_dropout(npy, 0.3, 42, id, 'CHW') | StepOfNpy",
        "feature_alpha_dropout_backward(npy, 0.3, 42, id, 'HWC') | StepOfNpy",
        "gaussian_dropout(npy, 0.3, 42, id, 1) | StepOfNpy",
        "gaussian_dropout(doubles, 0.3, 42, id) | StepOfArray",
        "instance_norm(npy, 'HWC') | StepOfNpy",
        "instance_norm(npy, 1e-3D, 'CHW') | StepOfNpy",
        "instance_norm(floats, 4, 'HWC') | StepOfArray",
        "instance_norm(doubles, 4, 'HWC', 0.1) | StepOfArray",
        "instance_norm_backward(npy, npy, 'CHW') | StepOfNpy",
        "instance_stats(npy, 'CHW') | InstanceStatsFunction$OfTensor",
        "instance_stats(floats, 4, 'HWC') | InstanceStatsFunction$OfTensor",
        "instance_stats(image) | InstanceStatsFunction$OfTensor",
        "pixel_shuffle(npy, 1, 'HWC') | StepOfNpy",
        "pixel_unshuffle(npy, 1, 'CHW') | StepOfNpy",
        "convolution(npy, weight, bias, 1, 1, 'HWC') | ConvolutionFunction$OfNpy",
        "convolution_backward(npy, npy, weight, 1, 0, 'HWC') | ConvolutionFunction$OfNpy",
        "tensor_shape(npy) | TensorShapeFunction$OfTensor",
        "tensor_shape(floats, 4, 'CHW') | TensorShapeFunction$OfTensor",
        "tensor_shape(image) | TensorShapeFunction$OfTensor",
        "tensor_dtype(npy) | TensorDtypeFunction$OfTensor",
        "tensor_dtype(floats) | TensorDtypeFunction$OfTensor",
        "tensor_dtype(doubles) | TensorDtypeFunction$OfTensor",
        "tensor_dtype(image) | TensorDtypeFunction$OfTensor"
      })
  void callsAreNativeAndBoxNothing(String call, String className) {
    String function = call.substring(0, call.indexOf('('));
    for (String prefix : List.of("", "dropshard.")) {
      Dataset<Row> query = spark.sql("SELECT id, " + prefix + call + " AS y FROM t");
      String invocation = "invoke(dropshard." + function + ".invoke(";
      String optimized = query.queryExecution().optimizedPlan().toString();
      assertTrue(optimized.contains(invocation), optimized);
      String physical = query.queryExecution().executedPlan().toString();
      assertTrue(physical.contains(invocation), physical);
      for (String slow : List.of("applyfunctionexpression", "scalaudf", "UDF")) {
        assertFalse(physical.contains(slow), physical);
      }
      String code = generatedCode(query);
      Pattern direct =
          Pattern.compile(
              "\\(\\(org\\.dropshard\\.spark\\.functions\\."
                  + Pattern.quote(className)
                  + "\\) references\\[\\d+] /\\* literal \\*/\\)\\.invoke\\(");
      assertTrue(direct.matcher(code).find(), code);
      Matcher boxed = BOXING.matcher(code);
      assertFalse(boxed.find(), () -> boxed.group() + " in\n" + code);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "element_dropout(npy, 0.3, 42, id)",
        "element_dropout(floats, 0.3, 42, id)",
        "spatial_dropout(doubles, 4, 'HWC', 0.3, 42, id, 1)",
        "pixel_dropout(image, 0.3, 42, id)",
        "dropout_mask(id, 0.3, 42, id)",
        "noise_dropout(npy, array(1, -1, 1), 0.3, 42, id)",
        "channel_dropout(floats, 4, 'HWC', 1, 42, id)",
        "drop_block(image, 0.3, 2, 42, id, 1)",
        "alpha_dropout(doubles, 0.3, 42, id)",
        "instance_stats(npy, 'CHW')",
        "pixel_shuffle(npy, 2, 'HWC')",
        "tensor_shape(npy)",
        "tensor_dtype(image)"
      })
  void sameWithoutGeneratedCode(String call) {
    String query = "SELECT to_json(struct(" + call + ")) FROM t ORDER BY id";
    List<Row> generated = rows(query);
    spark.conf().set("spark.sql.codegen.wholeStage", false);
    spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    try {
      assertEquals(generated, rows(query));
    } finally {
      spark.conf().unset("spark.sql.codegen.wholeStage");
      spark.conf().unset("spark.sql.codegen.factoryMode");
    }
  }

  @Test
  void constantCallsFold() {
    Dataset<Row> query = spark.sql("SELECT dropout_mask(8, 0.5, 42, 7) AS y FROM t");
    String plan = query.queryExecution().optimizedPlan().toString();
    assertFalse(plan.contains("invoke("), plan);
  }
}
