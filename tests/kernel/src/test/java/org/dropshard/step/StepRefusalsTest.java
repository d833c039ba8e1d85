package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of steps and their parameters: what is known, and what is refused in which words. */
class StepRefusalsTest {
  @ParameterizedTest
  @CsvSource({
    "Dropout, element_dropout",
    "dropout1d, spatial_dropout_1d",
    "Dropout2d, spatial_dropout_2d",
    "SpatialDropout2D, spatial_dropout_2d",
    "dropout3d, spatial_dropout_3d",
    "FeatureAlphaDropout, feature_alpha_dropout",
    "AlphaDropout, alpha_dropout",
    "GaussianDropout, gaussian_dropout",
    "InstanceNorm2d, instance_norm",
    "pixelshuffle, pixel_shuffle",
    "conv2d, convolution",
    "drop_path, sample_dropout",
    "line_dropout, row_dropout"
  })
  void otherSystemsNamesAreKnown(String alias, String name) {
    assertEquals(Optional.of(name), StepType.ofAlias(alias).map(StepType::label));
  }

  @Test
  void noTwoStepsAreCalledTheSame() {
    for (StepType type : StepType.values()) {
      assertEquals(Optional.of(type), StepType.ofLabel(type.label()));
      type.kind().ifPresent(kind -> assertEquals(Optional.of(type), StepType.ofLabel(kind)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "elements | | Unknown step: elements (STEPS)",
        "element_dropout | | Invalid element_dropout: neither drop and keep (exactly one)",
        "element_dropout | drop=0.5 keep=0.5 | Invalid element_dropout: both drop and keep (exactly one)",
        "element_dropout | drop=2 | Invalid drop probability: 2.0 (0 to 1)",
        "element_dropout | drop=x | Invalid drop of element_dropout: x (a number)",
        "element_dropout | drop=0.1 siz=3 | Unknown parameter: siz (element_dropout has drop, fill, keep, scale)",
        "element_dropout | drop=0.1 scale=twice | Invalid scale of element_dropout: twice (auto, inverted, none, vanilla, crossed)",
        "element_dropout | drop=0 scale=crossed | Invalid drop probability: 0.0 (scale crossed divides by it)",
        "noise_dropout | drop=0.1 shape=3 | Invalid shape of noise_dropout: [3] (1 where an axis shares a decision, else -1)",
        "spatial_dropout | drop=0.1 at_least=-1 | Invalid at_least: -1 (0 or more)",
        "channel_dropout | | Invalid channel_dropout: dropped is missing",
        "channel_dropout | dropped=1.5 | Invalid dropped of channel_dropout: 1.5 (a whole number)",
        "drop_block | drop=0.1 | Invalid drop_block: size is missing",
        "drop_block | drop=0.1 size=0 | Invalid size: 0 (at least 1)",
        "coarse_dropout | height=1.5 width=2 | Invalid range: 1.5 to 1.5 (whole numbers of places, or fractions of the side below 1)",
        "coarse_dropout | height=2 | Invalid coarse_dropout: width is missing",
        "cutout | size=0 | Invalid size: 0 (1 to 1048576)",
        "grid_dropout | unit=1 | Invalid unit: 1 × 1 (at least 2 × 2)",
        "grid_dropout | unit=4 ratio=1 | Invalid ratio: 1.0 (between 0 and 1)",
        "gaussian_dropout | drop=1 | Invalid drop probability: 1.0 (gaussian_dropout needs less than 1)",
        "instance_norm | eps=-1 | Invalid eps: -1.0 (0 or more)",
        "pixel_shuffle | factor=0 | Invalid factor: 0 (1 to 1024)",
        "convolution | weight=3 | Invalid weight of convolution: 0 axes (four: filters, channels, height, width)"
      })
  void parametersThatMakeNoSenseAreRefused(String name, String given, String message) {
    Map<String, Object> parameters = new HashMap<>();
    for (String pair : given == null ? new String[0] : given.split(" ")) {
      parameters.put(pair.split("=")[0], pair.split("=")[1]);
    }
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Steps.of(name, parameters));
    String steps =
        Arrays.stream(StepType.values()).map(StepType::label).collect(Collectors.joining(", "));
    assertEquals(message.replace("STEPS", steps), thrown.getMessage());
  }

  @Test
  void shapesThatDoNotSuitAreRefused() {
    refuses(
        "spatial_dropout_3d",
        Map.of("drop", 0.1),
        "Invalid shape: [4, 4, 4] (spatial_dropout_3d needs rank 4)");
    refuses(
        "noise_dropout",
        Map.of("drop", 0.1, "shape", List.of(1, -1)),
        "Invalid shape: [4, 4, 4] (the noise shape has 2 axes)");
    refuses(
        "channel_dropout",
        Map.of("dropped", 5),
        "Invalid channels: 4 (channel_dropout needs at least 5)");
    refuses(
        "pixel_shuffle",
        Map.of("factor", 3),
        "Invalid channels: 4 (a multiple of 9, the factor's square)");
    refuses(
        "pixel_unshuffle", Map.of("factor", 3), "Invalid size: 4 × 4 (multiples of the factor, 3)");
    refuses(
        "instance_norm",
        Map.of("weight", List.of(1, 2)),
        "Invalid weight: 2 values (4 channels of float32 [4, 4, 4])");
    refuses(
        "convolution",
        Map.of("weight", List.of(List.of(List.of(List.of(1))))),
        "Invalid channels: 4 (the weight has 1)");
  }

  private static void refuses(String name, Map<String, Object> parameters, String message) {
    Tensor x = Samples.filled(DType.FLOAT32, new int[] {4, 4, 4}, 1);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Samples.forward(Steps.of(name, parameters), Layout.CHW, x, Samples.DRAW));
    assertEquals(message, thrown.getMessage());
  }
}
