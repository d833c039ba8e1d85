package org.dropshard.job.error;

import java.util.regex.Pattern;

/** Text from outside (names of files, options, messages) as a terminal may be given it. */
public final class OneLine {
  /** Controls of ASCII and C1, line and paragraph ends, and what turns the direction of writing. */
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  private OneLine() {}

  /** The text on one line, with {@code ?} for what a terminal would obey instead of showing. */
  public static String of(String text) {
    return UNSAFE.matcher(text).replaceAll("?");
  }

  /** JSON that says the same, with escapes for what a terminal would obey; lines stay. */
  public static String json(String json) {
    return UNSAFE
        .matcher(json)
        .replaceAll(
            found ->
                found.group().equals("\n") || found.group().equals("\r")
                    ? found.group()
                    : found
                        .group()
                        .chars()
                        .mapToObj(c -> String.format("\\\\u%04x", c))
                        .reduce("", String::concat));
  }
}
