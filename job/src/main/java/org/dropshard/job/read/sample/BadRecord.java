package org.dropshard.job.read.sample;

import java.io.Serializable;

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
  /** One line: the reason, the sample and the file. */
  public String line() {
    return reason + ", sample " + key + ", file " + file + (row < 0 ? "" : ", row " + row);
  }

  /** The reason without its numbers: what many bad records have in common. */
  public String rule() {
    return reason.replaceAll("\\b[0-9a-f]{2}( [0-9a-f]{2})+\\b", "#").replaceAll("[0-9]+", "#");
  }
}
