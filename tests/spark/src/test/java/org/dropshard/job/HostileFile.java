package org.dropshard.job;

/**
 * A file that is meant to do harm, or looks like it.
 *
 * @param name its path below the input folder
 * @param content its bytes
 * @param reason a part of what the quarantine says of it; null: it is a good record
 */
public record HostileFile(String name, byte[] content, String reason) {

  /** A file that only looks bad. */
  public static HostileFile good(String name, byte[] content) {
    return new HostileFile(name, content, null);
  }
}
