package org.dropshard.job.image.picture;

/** A file that is no picture, or not a whole one, or not one that may be read. */
public final class BadImageException extends Exception {

  /** {@code "Invalid image: <fact> (<rule>)"}. */
  public BadImageException(String fact, String rule) {
    super("Invalid image: " + fact + " (" + rule + ")");
  }

  public BadImageException(String fact, String rule, Throwable cause) {
    super("Invalid image: " + fact + " (" + rule + ")", cause);
  }
}
