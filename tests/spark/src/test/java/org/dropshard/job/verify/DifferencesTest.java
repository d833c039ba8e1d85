package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.Test;

/** The first difference ends the command, and says how many more there are. */
class DifferencesTest {
  private static String told(Differences differences) {
    JobException thrown = assertThrows(JobException.class, differences::conclude);
    assertEquals(ExitCode.VERIFICATION, thrown.code());
    return thrown.getMessage();
  }

  @Test
  void whatIsAsTheAccountSaysIsNone() {
    Differences differences = new Differences();
    differences.compare("rows", 3L, 3L);
    assertTrue(differences.isEmpty());
    assertDoesNotThrow(differences::conclude);
  }

  @Test
  void theFirstIsToldAndTheOthersAreCounted() {
    Differences differences = new Differences();
    differences.compare("split", null, 3L);
    assertEquals("Verification failed: split: the account says null, found 3", told(differences));
    differences.addAll(List.of("one", "two"));
    assertEquals(
        "Verification failed: split: the account says null, found 3 (and 2 more)",
        told(differences));
  }
}
