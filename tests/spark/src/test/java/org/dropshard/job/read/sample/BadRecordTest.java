package org.dropshard.job.read.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasons that differ in their numbers alone are one rule in the summary. */
class BadRecordTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Invalid picture: starts with bytes 0e 1f ff 00 | Invalid picture: starts with bytes #",
        "Invalid picture: starts with bytes be ad | Invalid picture: starts with bytes #",
        "Invalid picture: starts with bytes fe | Invalid picture: starts with bytes #",
        "Invalid picture: starts with bytes 7f | Invalid picture: starts with bytes #",
        "Invalid npy length: 12 bytes of values (3 needed) | Invalid npy length: # bytes of values (# needed)",
        "Cannot be read: a bad one | Cannot be read: a bad one"
      })
  void numbersAreLeftOut(String reason, String rule) {
    assertEquals(rule, new BadRecord("f", -1, "k", reason).rule());
  }
}
