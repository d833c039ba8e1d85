package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of an expectation.
 *
 * @param expected the expectation; of one over several channels, for one of them
 * @param found the number that was found; NaN, written as null, if there is none
 * @param wanted what would have met it
 * @param met whether it was met
 * @param endless why the number is infinite, written as null; else null
 */
public record Finding(
    String expected,
    double found,
    String wanted,
    boolean met,
    @JsonInclude(JsonInclude.Include.NON_NULL) String endless) {
  private static final int NAMED = 5;

  /** One whose number is finite. */
  public Finding(String expected, double found, String wanted, boolean met) {
    this(expected, found, wanted, met, null);
  }

  /** One line. */
  public String line() {
    return expected
        + " (found "
        + (endless != null ? "∞: " + endless : Double.isNaN(found) ? "none" : number(found))
        + ", wanted "
        + wanted
        + ")";
  }

  /** The same that names what was counted, the first of it. */
  public Finding naming(Set<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    String names = values.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = values.size() > NAMED ? ", …" : "";
    return new Finding(expected + ": " + names + more, found, wanted, met, endless);
  }

  /** A number in as few digits as tell it: 0.3, 1234567, 1.5E-9. */
  public static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p53;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
