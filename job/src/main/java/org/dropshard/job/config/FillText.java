package org.dropshard.job.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.dropshard.tensor.Invalid;

/** A fill as it is written, as the step takes it: in numbers. */
final class FillText {
  private FillText() {}

  /**
   * What a fill comes to.
   *
   * @param fill numbers, what is drawn, or one of {@code mean}, {@code uniform}, {@code normal} and
   *     {@code nodata}
   * @param stats of the channels
   * @throws IllegalArgumentException if it is none of these, or asks for numbers that are not there
   */
  static Object resolved(Object fill, ChannelNumbers stats, Optional<NodataConfig> nodata) {
    if (!(fill instanceof String text)) {
      return fill;
    }
    String use = "fill " + text;
    return switch (text) {
      case "mean" -> stats.required("mean", use);
      case "uniform" -> drawn(text, stats, "min", "max");
      case "normal" -> drawn(text, stats, "mean", "std");
      case "nodata" -> nodata(nodata);
      default -> numbers(text);
    };
  }

  private static Object drawn(String shape, ChannelNumbers stats, String first, String second) {
    String use = "fill " + shape;
    return Map.of(
        shape, Map.of(first, stats.required(first, use), second, stats.required(second, use)));
  }

  private static Object nodata(Optional<NodataConfig> nodata) {
    return nodata
        .filter(NodataConfig::isKnown)
        .map(known -> (Object) known.value().value())
        .orElseThrow(
            () -> new IllegalArgumentException("Invalid fill nodata: --nodata gives no number"));
  }

  private static Object numbers(String text) {
    try {
      return text.strip().startsWith("{")
          ? ConfigFactory.parseString(text).resolve().root().unwrapped()
          : Arrays.stream(text.split(",")).map(n -> Double.parseDouble(n.strip())).toList();
    } catch (NumberFormatException | ConfigException e) {
      throw Invalid.argument("fill", text, "numbers, mean, uniform, normal or nodata");
    }
  }
}
