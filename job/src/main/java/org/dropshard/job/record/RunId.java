package org.dropshard.job.record;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.dropshard.job.store.Sha256;

/**
 * The name of a run. An output takes in a run once, however often it is started under that name.
 *
 * @param text any text that is not empty, such as a scheduler's own name for the run
 */
public record RunId(String text) {
  private static final int TOKEN_DIGITS = 16;

  /**
   * @throws IllegalArgumentException if the text is empty
   */
  public RunId {
    if (text.isBlank()) {
      throw new IllegalArgumentException("Invalid run id: empty");
    }
  }

  /** A name that no other run has. */
  public static RunId random() {
    return new RunId(UUID.randomUUID().toString());
  }

  /**
   * The name in the names of files: 16 hexadecimal digits, the first of its SHA-256. Two runs of
   * one output share a token with a probability below 2⁻⁶⁴ a pair.
   */
  public String token() {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, TOKEN_DIGITS);
  }
}
