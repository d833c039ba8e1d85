package org.dropshard.job.read.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;
import org.junit.jupiter.api.Test;

class PackedPartsTest {
  /** Spark warns of tasks above 1,000 KiB. */
  private static final int WARNED_OF = 1000 << 10;

  @Test
  void comeBackAsTheyWere() {
    List<InputPart> parts =
        List.of(
            new InputPart(new InputFile("file:/a/b c.jpg", "b c.jpg", 17), 0, 1),
            new InputPart(
                new InputFile("hdfs://x/é\ud83d\ude00", "é\ud83d\ude00", 1L << 40), 3, 7));
    assertEquals(parts, PackedParts.of(PackedParts.packed(parts)));
    assertEquals(List.of(), PackedParts.of(PackedParts.packed(List.of())));
  }

  @Test
  void aSixthOfTwoHundredThousandIsNoLargeTask() {
    List<InputPart> parts =
        IntStream.range(0, 200_000 / 6)
            .mapToObj(i -> "class-" + i / 1000 + "/" + Integer.toHexString(i * 0x9E3779B1) + ".npy")
            .map(name -> new InputFile("s3a://bucket/some/longer/prefix/" + name, name, 320))
            .map(file -> new InputPart(file, 0, 1))
            .toList();
    int bytes = PackedParts.packed(parts).length;
    assertTrue(bytes < WARNED_OF, bytes + " bytes");
  }
}
