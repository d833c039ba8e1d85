package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A record that holds no usable tensor.
 *
 * @param file the file's full path
 * @param row the record's number in the file, from 0; −1 where the file is one sample
 * @param key what identifies the sample: its relative path, with {@code #row} where rows count, or
 *     the key column's value
 * @param reason the rule that it broke
 */
public record BadRecord(String file, long row, String key, String reason) implements Serializable {
  private static final Pattern HEXADECIMAL =
      Pattern.compile("\\b[0-9a-f]{2}( [0-9a-f]{2})+\\b|(?<=with bytes )[0-9a-f]{2}\\b");

  /** One line: the reason, the sample and the file. */
  public String line() {
    return reason + ", sample " + key + ", file " + file + (row < 0 ? "" : ", row " + row);
  }

  /** The reason without its numbers: what many bad records have in common. */
  public String rule() {
    return HEXADECIMAL.matcher(reason).replaceAll("#").replaceAll("[0-9]+", "#");
  }
}
