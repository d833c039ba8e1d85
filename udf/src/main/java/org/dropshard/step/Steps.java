package org.dropshard.step;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Steps by name. */
public final class Steps {
  private Steps() {}

  /** The names, in the order of the documentation. */
  public static List<String> names() {
    return Arrays.stream(StepType.values()).map(StepType::label).toList();
  }

  /**
   * The step of a name and its parameters: texts, numbers, and lists of these.
   *
   * @throws IllegalArgumentException if there is no such step, or a parameter is unknown, missing
   *     or out of range
   */
  public static Step of(String name, Map<String, ?> parameters) {
    return StepType.ofLabel(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown step: " + name + " (" + String.join(", ", names()) + ")"))
        .step(parameters);
  }
}
