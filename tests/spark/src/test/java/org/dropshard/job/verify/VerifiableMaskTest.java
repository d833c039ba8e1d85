package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Settings;
import org.junit.jupiter.api.Test;

/** Which step's mask can be seen in an output, by the steps that come after it. */
class VerifiableMaskTest {
  @Test
  void maskOfOneStepIsSeen() {
    VerifiableMask mask = of("spatial_dropout {drop = 0.3}");
    assertEquals(0, mask.step());
    assertTrue(mask.sees());
    assertTrue(mask.counts());
    assertEquals("made again from the seed", mask.words());
  }

  @Test
  void stepThatMovesValuesHidesNothing() {
    VerifiableMask mask =
        of("instance_norm {}", "element_dropout {drop = 0.3}", "pixel_shuffle {factor = 2}");
    assertEquals(1, mask.step());
    assertTrue(mask.sees());
    assertTrue(mask.counts());
    assertEquals(
        "made again from the seed of element_dropout, step 2"
            + " (what the other steps did only --input tells)",
        mask.words());
  }

  @Test
  void stepThatMixesValuesHidesAll() {
    VerifiableMask mask = of("element_dropout {drop = 0.3}", "instance_norm {}");
    assertEquals(0, mask.step());
    assertFalse(mask.sees());
    assertTrue(mask.counts());
    assertEquals(
        "of element_dropout not seen behind later steps: only --input tells", mask.words());
  }

  @Test
  void stepsThatDropNothingHaveNoMask() {
    VerifiableMask mask = of("instance_norm {}");
    assertEquals(-1, mask.step());
    assertFalse(mask.sees());
    assertEquals("none to make again: these steps drop nothing", mask.words());
  }

  private static VerifiableMask of(String... steps) {
    List<String> settings =
        List.of(
            "input=[in]",
            "output=out",
            "seed=1",
            "layout=CHW",
            "steps=[" + String.join(", ", steps) + "]");
    return VerifiableMask.of(
        AugmentConfig.of(Settings.resolve(Optional.empty(), settings, Map.of())));
  }
}
