package org.dropshard.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes as people write them, and limits of bad records at their edges. */
class SizesTest {
  @ParameterizedTest
  @CsvSource({
    "1000000, 1000000",
    "1kB, 1000",
    "1kb, 1000",
    "1 KiB, 1024",
    "64mib, 67108864",
    "256MB, 256000000",
    "1g, 1073741824"
  })
  void unitsAreAsHoconHasThem(String text, long bytes) {
    assertEquals(bytes, Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1 x", "9e99GB", "NaN"})
  void whatIsNoSizeIsRefused(String text) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
    assertEquals("Invalid size: " + text + " (e.g. 256MB, 64MiB, 1000000)", thrown.getMessage());
  }

  @Test
  void asManyBadRecordsAsAllowedAreNotTooMany() {
    BadRecords number = new BadRecords(BadRecords.Policy.DROP, 3, false);
    assertFalse(number.exceeded(3, 3));
    assertTrue(number.exceeded(4, 1_000_000));
    BadRecords percent = new BadRecords(BadRecords.Policy.DROP, 0.1, true);
    assertFalse(percent.exceeded(1, 1000));
    assertTrue(percent.exceeded(1, 999));
    assertFalse(percent.exceeded(0, 0));
  }
}
