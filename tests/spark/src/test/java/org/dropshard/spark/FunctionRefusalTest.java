package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, word for word: calls at analysis, values when they are read. */
class FunctionRefusalTest extends SparkTest {
  private static final String IMAGE =
      "named_struct('origin', 'file:/a', 'height', %d, 'width', 1, 'nChannels', %d, 'mode', %d,"
          + " 'data', X'010203')";

  /** Each refused value would log the trace of its task. */
  @BeforeAll
  static void quiet() {
    spark.sparkContext().setLogLevel("OFF");
  }

  @AfterAll
  static void loud() {
    spark.sparkContext().setLogLevel("ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "element_dropout() | Invalid number of arguments: 0 (element_dropout(tensor, p, seed, sample_id [, stream] [, options]))",
        "element_dropout(X'00', 0.3, 42) | Invalid number of arguments: 3 (element_dropout(tensor, p, seed, sample_id [, stream] [, options]))",
        "element_dropout(X'00', 0.3, 42, 7, 0, '', 1) | Invalid number of arguments: 7 (element_dropout(tensor, p, seed, sample_id [, stream] [, options]))",
        "element_dropout(array(1F), 0.3, 42) | Invalid number of arguments: 3 (element_dropout(array, p, seed, sample_id [, stream] [, options]))",
        "spatial_dropout(X'00', 0.3) | Invalid number of arguments: 2 (spatial_dropout(tensor, p, seed, sample_id [, stream], layout))",
        "spatial_dropout(X'00', 0.3, 42, 7, 0, 'HWC', 1) | Invalid number of arguments: 7 (spatial_dropout(tensor, p, seed, sample_id [, stream], layout))",
        "spatial_dropout(array(1F), 3, 'HWC', 0.3, 42) | Invalid number of arguments: 5 (spatial_dropout(array, channels, layout, p, seed, sample_id [, stream] [, options]))",
        "pixel_dropout(X'00') | Invalid number of arguments: 1 (pixel_dropout(tensor, p, seed, sample_id [, stream], layout))",
        "dropout_mask(3, 0.5, 42) | Invalid number of arguments: 3 (dropout_mask(units, p, seed, sample_id [, stream]))",
        "tensor_shape(X'00', 1) | Invalid number of arguments: 2 (tensor_shape(tensor))",
        "tensor_shape(array(1F), 1) | Invalid number of arguments: 2 (tensor_shape(array [, channels, layout]))",
        "tensor_dtype() | Invalid number of arguments: 0 (tensor_dtype(tensor))",
        "channel_stats() | Invalid number of arguments: 0 (channel_stats(tensor, layout))",
        "channel_stats(array(1F)) | Invalid number of arguments: 1 (channel_stats(array, channels, layout))",
        "element_dropout('x', 0.3, 42, 7) | Invalid tensor: string (npy as binary, array<float>, array<double>, or Spark's image struct)",
        "element_dropout(array(1, 2), 0.3, 42, 7) | Invalid tensor: array<int> (npy as binary, array<float>, array<double>, or Spark's image struct)",
        "element_dropout(named_struct('origin', 'x'), 0.3, 42, 7) | Invalid tensor: struct<origin:string> (npy as binary, array<float>, array<double>, or Spark's image struct)",
        "element_dropout(X'00', '0.3', 42, 7) | Invalid p: string (a number)",
        "element_dropout(X'00', 0.3, 4.2, 7) | Invalid seed: decimal(2,1) (an integral type)",
        "element_dropout(X'00', 0.3, 42, 'cat.jpg') | Invalid sample_id: string (an integral type)",
        "element_dropout(X'00', 0.3, 42, 7D) | Invalid sample_id: double (an integral type)",
        "element_dropout(X'00', 0.3, 42, 7, 0, 1) | Invalid options: int (a string)",
        "spatial_dropout(X'00', 0.3, 42, 7, 0, 1) | Invalid layout: int (a string)",
        "spatial_dropout(array(1F), 'HWC', 3, 0.3, 42, 7) | Invalid channels: string (an integral type)",
        "dropout_mask(3.5, 0.5, 42, 7) | Invalid units: decimal(2,1) (an integral type)",
        "channel_stats(X'00', 3) | Invalid layout: int (a string)",
        "channel_dropout(X'00', 1, 42) | Invalid number of arguments: 3 (channel_dropout(tensor, dropped, seed, sample_id [, stream], layout))",
        "channel_dropout(array(1F), 1, 42, 7) | Invalid layout: int (a string)",
        "channel_dropout(X'00', 1.5, 42, 7) | Invalid dropped: decimal(2,1) (an integral type)",
        "drop_block(array(1F), 0.3, 2, 42, 7) | Invalid tensor: array<float> (npy as binary, Spark's image struct)",
        "drop_block(X'00', 0.3, 2, 42) | Invalid number of arguments: 4 (drop_block(tensor, p, size, seed, sample_id [, stream], layout))",
        "coarse_dropout(X'00', 1, 2, 42, 7) | Invalid number of arguments: 5 (coarse_dropout(tensor, holes, height, width, seed, sample_id [, stream], layout))",
        "cutout(X'00', 2, 42, 7, 1, 'CHW', 3) | Invalid number of arguments: 7 (cutout(tensor, size, seed, sample_id [, stream], layout))",
        "alpha_dropout(X'00', 0.3, 42, 7, X'00') | Invalid stream: binary (an integral type)",
        "feature_alpha_dropout(array(1F), 1, 'CHW') | Invalid number of arguments: 3 (feature_alpha_dropout(array, channels, layout, p, seed, sample_id [, stream] [, options]))",
        "noise_dropout(X'00', 3, 0.3, 42, 7) | Invalid noise_shape: int (an array of an integral type)",
        "noise_dropout(array(1F), array(1), 0.3, 42, 7) | Invalid tensor: array<float> (npy as binary)",
        "instance_norm(X'00', 'CHW', 1) | Invalid number of arguments: 3 (instance_norm(tensor [, eps], layout))",
        "instance_norm(array(1F)) | Invalid number of arguments: 1 (instance_norm(array, channels, layout [, eps] [, options]))",
        "instance_norm_backward(X'00', 3) | Invalid gradient: int (npy as binary)",
        "pixel_shuffle(array(1F), 2) | Invalid tensor: array<float> (npy as binary)",
        "pixel_shuffle(X'00') | Invalid number of arguments: 1 (pixel_shuffle(tensor, factor, layout))",
        "spatial_dropout(X'00', 0.3, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "spatial_dropout(X'00', 0.3, 42, 7, 0) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "pixel_dropout(X'00', 0.3, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "channel_dropout(X'00', 1, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "spatial_dropout_at_least(X'00', 0.3, 1, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "drop_block(X'00', 0.3, 2, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "coarse_dropout(X'00', 1, 2, 2, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "cutout(X'00', 2, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "grid_dropout(X'00', 2, 0.5, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "feature_alpha_dropout(X'00', 0.3, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "feature_alpha_dropout_backward(X'00', 0.3, 42, 7) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "instance_norm(X'00') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "instance_norm(X'00', 1) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "instance_norm_backward(X'00', X'00') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "instance_stats(X'00') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "pixel_shuffle(X'00', 2) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "pixel_unshuffle(X'00', 2) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "convolution(X'00', X'00', X'00', 1, 0) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "convolution_backward(X'00', X'00', X'00', 1, 0) | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "channel_stats(X'00') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "convolution(X'00', X'00', 1, 1, 0) | Invalid bias: int (npy as binary)"
      })
  void callsAreRefusedAlikeByBothNames(String call, String rule) {
    for (String prefix : new String[] {"", "dropshard."}) {
      AnalysisException thrown =
          assertThrows(AnalysisException.class, () -> spark.sql("SELECT " + prefix + call), call);
      assertEquals(rule, message(thrown));
      String function = call.substring(0, call.indexOf('('));
      String start = "Function '" + function + "' cannot process input: (";
      assertTrue(thrown.getMessage().startsWith(start), thrown.getMessage());
      assertTrue(thrown.getMessage().contains("): " + rule), thrown.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "element_dropout(X'00', 0.3, 42, id) | Invalid npy: no magic (\\x93NUMPY and a version come first)",
        "tensor_shape(substring(dropout_mask(3, 0.5, 42, id), 1, 130)) | Invalid npy length: 2 bytes of values (uint8 [3] needs 3)",
        "element_dropout(array(1F), 1.5, 42, id) | Invalid drop probability: 1.5 (0 to 1)",
        "element_dropout(array(1F), double('NaN'), 42, id) | Invalid drop probability: NaN (0 to 1)",
        "element_dropout(array(1F), 0.5, 42, id, -1) | Invalid stream: -1 (0 to 2147483647)",
        "element_dropout(array(1F), 0.5, 42, id, 2147483648) | Invalid stream: 2147483648 (0 to 2147483647)",
        "element_dropout(array(1F, NULL, 3F), 0.5, 42, id) | Invalid array: null at index 1 (a tensor has no null elements)",
        "element_dropout(if(id > 0, array(1D, 2D, NULL), array(1D)), 0.5, 42, id) | Invalid array: null at index 2 (a tensor has no null elements)",
        "spatial_dropout(array(1F, 2F), 0, 'HWC', 0.5, 42, id) | Invalid channels: 0 (1 to 2147483647)",
        "spatial_dropout(array(1F, 2F), 3, 'HWC', 0.5, 42, id) | Invalid array length: 2 (a multiple of 3 channels)",
        "spatial_dropout(array(1F, 2F), 1, 'NHWC', 0.5, 42, id) | Invalid layout: NHWC (CHW, HWC)",
        "spatial_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id, '3') | Invalid layout: 3 (CHW, HWC)",
        "dropout_mask(-id, 0.5, 42, id) | Invalid units: -1 (0 to 2147483511)",
        "channel_dropout(array(1F, 2F), 2, 'HWC', 3, 42, id) | Invalid channels: 2 (channel_dropout needs at least 3)",
        "spatial_dropout_at_least(array(1F, 2F), 2, 'HWC', 0.5, 3, 42, id) | Invalid channels: 2 (spatial_dropout needs at least 3)",
        "drop_block(dropout_mask(3, 0.5, 42, id), 0.5, 2, 42, id, 'CHW') | Invalid shape: [3] (drop_block needs rank 3)",
        "drop_block(dropout_mask(3, 0.5, 42, id), 0.5, 0, 42, id, 'CHW') | Invalid size: 0 (at least 1)",
        "alpha_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id) | Invalid tensor: uint8 [3] (alpha_dropout needs a floating type)",
        "gaussian_dropout(array(1F), 1, 42, id) | Invalid drop probability: 1.0 (gaussian_dropout needs less than 1)",
        "gaussian_dropout(array(1F), 0.5, 42, id, -1) | Invalid stream: -1 (0 to 2147483647)",
        "noise_dropout(dropout_mask(3, 0.5, 42, id), array(1, -1), 0.5, 42, id) | Invalid shape: [3] (the noise shape has 2 axes)",
        "instance_norm(dropout_mask(3, 0.5, 42, id), 'CHW') | Invalid tensor: uint8 [3] (instance_norm needs a floating type)",
        "pixel_shuffle(dropout_mask(3, 0.5, 42, id), 2, 'CHW') | Invalid shape: [3] (shuffling needs channels, height and width)",
        "spatial_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id, 'scale = none') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "element_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id, 'fill = [1, 2, 3]') | Missing layout: npy cells (end the call with 'CHW' or 'HWC')",
        "spatial_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id, 'layout = CHW, scale = half') | Invalid scale of spatial_dropout: half (auto, inverted, none, vanilla, crossed)",
        "drop_block(dropout_mask(3, 0.5, 42, id), 0.5, 2, 42, id, 'layout = CHW, scale = vanilla') | Invalid scale of drop_block: vanilla (auto, inverted, none)",
        "spatial_dropout(dropout_mask(3, 0.5, 42, id), 0.5, 42, id, 'layout = CHW, fill = [1, 2]') | Invalid fill: 2 values (1, or 3: one a channel)",
        "element_dropout(array(1F), 0.5, 42, id, 'fill = black') | Invalid fill of element_dropout: black (a number)",
        "element_dropout(array(1F), 0.5, 42, id, 'scale none') | Invalid layout: scale none (CHW, HWC)",
        "element_dropout(array(1F), 0.5, 42, id, 'scale = none, fill') | Invalid options: scale = none, fill (as in 'layout = CHW, scale = none, fill = 127')",
        "element_dropout(array(1F), 0.5, 42, id, 'fill = 1, fill = 2') | Invalid options: fill is given twice",
        "element_dropout(array(1F), 0.5, 42, id, 'drop = 0.1') | Invalid options: drop (the argument p)",
        "element_dropout(array(1F), 0.5, 42, id, 'keep = 0.1') | Invalid element_dropout: both drop and keep (exactly one)",
        "element_dropout(array(1F), 0.5, 42, id, 'colour = 1') | Unknown parameter: colour (element_dropout has drop, fill, keep, scale)",
        "alpha_dropout(array(1F), 0.5, 42, id, 'scale = none') | Unknown parameter: scale (alpha_dropout has drop, keep)",
        "element_dropout(array(1F), 0.5, 42, id, 'CHW') | Unknown parameter: layout (element_dropout has drop, fill, keep, scale)",
        "convolution(dropout_mask(3, 0.5, 42, id), dropout_mask(3, 0.5, 42, id), dropout_mask(3, 0.5, 42, id), 1, 0, 'CHW') | Invalid weight: uint8 [3] (filters, channels, height, width)"
      })
  void valuesAreRefused(String call, String rule) {
    Exception thrown =
        assertThrows(Exception.class, () -> rows("SELECT " + call + " FROM range(1, 2)"), call);
    assertEquals(rule, message(thrown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 3 | 16 | ok",
        "-1 | -1 | -1 | Invalid image: file:/a (mode -1, never decoded)",
        "1 | 3 | 17 | Invalid image mode: 17 (OpenCV's 8U, 16U, 16S, 32S, 16F, 32F or 64F)",
        "1 | 3 | 0 | Invalid image channels: 3 (mode 0 has 1)",
        "0 | 3 | 16 | Invalid image length: 3 bytes (uint8 [0, 1, 3] needs 0)",
        "2 | 3 | 16 | Invalid tensor length: 3 bytes (uint8 [2, 1, 3] needs 6)",
        "-1 | 3 | 16 | Invalid shape: [-1, 1, 3] (axes are not negative)"
      })
  void imagesThatAreNoneAreRefused(int height, int channels, int mode, String rule) {
    String image = String.format(IMAGE, height, channels, mode);
    String query = "SELECT pixel_dropout(" + image + ", 0.5, 42, id) FROM range(1, 2)";
    if (rule.equals("ok")) {
      assertEquals(1, rows(query).size());
    } else {
      assertEquals(rule, message(assertThrows(Exception.class, () -> rows(query))));
    }
  }

  @Test
  void aggregateRefusesArraysWithNulls() {
    String query = "SELECT channel_stats(array(1F, NULL), 1, 'HWC') FROM range(3)";
    assertEquals(
        "Invalid array: null at index 1 (a tensor has no null elements)",
        message(assertThrows(Exception.class, () -> rows(query))));
  }
}
