package org.dropshard.tensor;

/** Bytes that are no npy array, or one that cannot be read here. The message names the rule. */
public final class NpyException extends Exception {
  private static final long serialVersionUID = 1L;

  public NpyException(String message) {
    super(message);
  }
}
