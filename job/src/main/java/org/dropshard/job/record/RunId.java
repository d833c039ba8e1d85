package org.dropshard.job.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The name of a run. An output takes in a run once, however often it is started under that name.
 *
 * @param text any text that is not empty, such as a scheduler's own name for the run
 */
public record RunId(String text) {
  private static final int TOKEN_BYTES = 8;

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
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, TOKEN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot name a run: the JDK has no SHA-256", e);
    }
  }
}
