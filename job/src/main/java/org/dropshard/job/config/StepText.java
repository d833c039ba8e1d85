package org.dropshard.job.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dropshard.step.StepType;
import org.dropshard.tensor.Invalid;

/**
 * A step as it is written: {@code spatial_dropout}, or {@code spatial_dropout {drop = 0.3}}.
 *
 * @param name of the step or kind
 * @param parameters in its braces
 */
record StepText(String name, Map<String, Object> parameters) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w+)\\s*(\\{.*})?\\s*", Pattern.DOTALL);

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static StepText parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw Invalid.argument("step", text, "a name, or a name and its parameters in braces");
    }
    if (matcher.group(2) == null) {
      return new StepText(matcher.group(1), new HashMap<>());
    }
    try {
      return new StepText(
          matcher.group(1),
          new HashMap<>(ConfigFactory.parseString(matcher.group(2)).resolve().root().unwrapped()));
    } catch (ConfigException e) {
      throw Invalid.argument("step", text, e.getMessage());
    }
  }

  /** The type of the step that a text begins with, if it does with one. */
  static Optional<StepType> type(String text) {
    return StepType.ofLabel(text.strip().split("\\W", 2)[0]);
  }
}
