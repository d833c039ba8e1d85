package org.dropshard.job.read.listing;

/**
 * What is not read for one reason.
 *
 * @param reason why
 * @param files how many files; a folder that is not entered counts as one
 * @param first the first name of them, below its input argument; of a folder with a {@code /} at
 *     its end
 */
public record LeftOut(Reason reason, long files, String first) {
  /** {@code 3 × hidden (first: .git/)}. */
  @Override
  public String toString() {
    return files + " × " + reason.label() + " (first: " + first + ")";
  }
}
