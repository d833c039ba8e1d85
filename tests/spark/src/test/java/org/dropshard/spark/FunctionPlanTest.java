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

/** Every scalar call is one static native call in generated code, and boxes nothing. */
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
        "element_dropout(npy, 0.3, 42, id) | ElementDropoutFunction$OfNpy",
        "element_dropout(floats, 0.3, 42, id, 1) | ElementDropoutFunction$OfFloats",
        "element_dropout(doubles, 0.3, 42, id) | ElementDropoutFunction$OfDoubles",
        "element_dropout(image, 0.3, 42, id) | ElementDropoutFunction$OfImage",
        "spatial_dropout(npy, 0.3, 42, id, 1, 'CHW') | SpatialDropoutFunction$OfNpy",
        "spatial_dropout(floats, 4, 'HWC', 0.3, 42, id) | SpatialDropoutFunction$OfFloats",
        "spatial_dropout(doubles, 4, 'CHW', 0.3, 42, id, 1) | SpatialDropoutFunction$OfDoubles",
        "spatial_dropout(image, 0.3, 42, id) | SpatialDropoutFunction$OfImage",
        "pixel_dropout(npy, 0.3, 42, id, 'CHW') | PixelDropoutFunction$OfNpy",
        "pixel_dropout(floats, 4, 'HWC', 0.3, 42, id) | PixelDropoutFunction$OfFloats",
        "pixel_dropout(doubles, 4, 'CHW', 0.3, 42, id) | PixelDropoutFunction$OfDoubles",
        "pixel_dropout(image, 0.3, 42, id, 1) | PixelDropoutFunction$OfImage",
        "dropout_mask(id, 0.3, 42, id) | DropoutMaskFunction$OfUnits",
        "noise_dropout(npy, array(1, -1, 1), 0.3, 42, id) | NoiseDropoutFunction$OfNpy",
        "channel_dropout(npy, 1, 42, id, 1, 'CHW') | ChannelDropoutFunction$OfNpy",
        "channel_dropout(floats, 4, 'HWC', 1, 42, id) | ChannelDropoutFunction$OfFloats",
        "channel_dropout(doubles, 4, 'HWC', 1, 42, id, 1) | ChannelDropoutFunction$OfDoubles",
        "channel_dropout(image, 1, 42, id) | ChannelDropoutFunction$OfImage",
        "spatial_dropout_at_least(npy, 0.5, 1, 42, id) | GuardedSpatialDropoutFunction$OfNpy",
        "spatial_dropout_at_least(image, 0.5, 1, 42, id) | GuardedSpatialDropoutFunction$OfImage",
        "drop_block(npy, 0.3, 2, 42, id, 'CHW') | DropBlockFunction$OfNpy",
        "drop_block(image, 0.3, 2, 42, id, 1) | DropBlockFunction$OfImage",
        "coarse_dropout(npy, 1, 2, 0.5, 42, id) | CoarseDropoutFunction$OfNpy",
        "coarse_dropout(image, 1, 2, 0.5, 42, id) | CoarseDropoutFunction$OfImage",
        "cutout(npy, 2, 42, id) | CutoutFunction$OfNpy",
        "cutout(image, 2, 42, id, 1) | CutoutFunction$OfImage",
        "grid_dropout(npy, 2, 0.5, 42, id) | GridDropoutFunction$OfNpy",
        "grid_dropout(image, 2, 0.5, 42, id) | GridDropoutFunction$OfImage",
        "alpha_dropout(npy, 0.3, 42, id) | AlphaDropoutFunction$OfNpy",
        "alpha_dropout(floats, 0.3, 42, id) | AlphaDropoutFunction$OfFloats",
        "alpha_dropout_backward(doubles, 0.3, 42, id) | AlphaDropoutBackwardFunction$OfDoubles",
        "feature_alpha_dropout(npy, 0.3, 42, id, 'CHW') | FeatureAlphaDropoutFunction$OfNpy",
        "feature_alpha_dropout_backward(npy, 0.3, 42, id) | FeatureAlphaDropoutBackwardFunction$OfNpy",
        "gaussian_dropout(npy, 0.3, 42, id, 1) | GaussianDropoutFunction$OfNpy",
        "gaussian_dropout(doubles, 0.3, 42, id) | GaussianDropoutFunction$OfDoubles",
        "instance_norm(npy) | InstanceNormFunction$OfNpy",
        "instance_norm(npy, 1e-3D, 'CHW') | InstanceNormFunction$OfNpy",
        "instance_norm(floats, 4, 'HWC') | InstanceNormFunction$OfFloats",
        "instance_norm(doubles, 4, 'HWC', 0.1) | InstanceNormFunction$OfDoubles",
        "instance_norm_backward(npy, npy, 'CHW') | InstanceNormBackwardFunction$OfNpy",
        "instance_stats(npy, 'CHW') | InstanceStatsFunction$OfNpy",
        "instance_stats(floats, 4, 'HWC') | InstanceStatsFunction$OfFloats",
        "instance_stats(image) | InstanceStatsFunction$OfImage",
        "pixel_shuffle(npy, 1) | PixelShuffleFunction$OfNpy",
        "pixel_unshuffle(npy, 1, 'CHW') | PixelUnshuffleFunction$OfNpy",
        "convolution(npy, weight, bias, 1, 1) | ConvolutionFunction$OfNpy",
        "convolution_backward(npy, npy, weight, 1, 0, 'HWC') | ConvolutionBackwardFunction$OfNpy",
        "tensor_shape(npy) | TensorShapeFunction$OfNpy",
        "tensor_shape(floats, 4, 'CHW') | TensorShapeFunction$OfArray",
        "tensor_shape(image) | TensorShapeFunction$OfImage",
        "tensor_dtype(npy) | TensorDtypeFunction$OfNpy",
        "tensor_dtype(floats) | TensorDtypeFunction$OfFloats",
        "tensor_dtype(doubles) | TensorDtypeFunction$OfDoubles",
        "tensor_dtype(image) | TensorDtypeFunction$OfImage"
      })
  void callsAreStaticAndBoxNothing(String call, String className) {
    for (String prefix : List.of("", "dropshard.")) {
      Dataset<Row> query = spark.sql("SELECT id, " + prefix + call + " AS y FROM t");
      String optimized = query.queryExecution().optimizedPlan().toString();
      String invocation = "org.dropshard.spark.functions." + className + ".invoke(";
      assertTrue(optimized.contains("static_invoke(" + invocation), optimized);
      String physical = query.queryExecution().executedPlan().toString();
      assertTrue(physical.contains("static_invoke(" + invocation), physical);
      for (String slow : List.of("applyfunctionexpression", "scalaudf", "UDF")) {
        assertFalse(physical.contains(slow), physical);
      }
      String code = generatedCode(query);
      assertTrue(code.contains(invocation), code);
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
        "pixel_shuffle(npy, 2)",
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
    assertFalse(plan.contains("static_invoke("), plan);
  }
}
