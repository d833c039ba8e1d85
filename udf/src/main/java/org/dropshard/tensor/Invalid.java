package org.dropshard.tensor;

/** How what is refused is spoken of: {@code Invalid stride: 0 (at least 1)}. */
public final class Invalid {
  private Invalid() {}

  /** The message alone. */
  public static String message(String what, Object value, String rule) {
    return "Invalid " + what + ": " + value + " (" + rule + ")";
  }

  /** What is thrown for an argument. */
  public static IllegalArgumentException argument(String what, Object value, String rule) {
    return new IllegalArgumentException(message(what, value, rule));
  }
}
