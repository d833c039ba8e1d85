package org.dropshard.job.read.listing;

import java.io.Serializable;

/**
 * A part of a file's samples: all of them, or one of several ranges of about the same size.
 *
 * @param file the file
 * @param part from 0
 * @param parts how many there are
 */
public record InputPart(InputFile file, int part, int parts) implements Serializable {
  /** The bytes of the file that it stands for, about. */
  public long bytes() {
    return file.length() / parts;
  }

  /** The first sample of part {@code part} of {@code parts} of {@code count} samples. */
  public static int first(int count, int part, int parts) {
    return (int) ((long) count * part / parts);
  }
}
