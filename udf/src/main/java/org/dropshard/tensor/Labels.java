package org.dropshard.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants by their lower-case names, as the command line and SQL spell them. */
public final class Labels {
  private Labels() {}

  /** The lower-case name. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The constant of a lower-case name.
   *
   * @param what the constants are, for errors
   * @throws IllegalArgumentException if none has it
   */
  public static <E extends Enum<E>> E parse(String what, Class<E> type, String label) {
    E[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> of(constant).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                Invalid.argument(
                    what,
                    label,
                    Arrays.stream(constants).map(Labels::of).collect(Collectors.joining(", "))));
  }
}
