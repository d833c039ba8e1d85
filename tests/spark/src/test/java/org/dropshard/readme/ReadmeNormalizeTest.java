package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines for torchvision's Normalize, letter for letter, held against NumPy. */
class ReadmeNormalizeTest {
  private static final String JUDGE =
      """

      import glob, sys, numpy
      from PIL import Image
      x = [numpy.asarray(Image.open(f).convert("RGB")) / 255 for f in glob.glob(sys.argv[1] + "/**/*.*g", recursive=True)]
      pixels = numpy.concatenate([one.reshape(-1, 3) for one in x])
      close = lambda found, expected: numpy.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)
      close(mean, pixels.mean(axis=0))
      close(std, pixels.std(axis=0))
      close([c["mean_of_sample_std"] for c in channels], numpy.mean([one.std(axis=(0, 1)) for one in x], axis=0))
      assert [c["scale"] for c in channels] == [255] * 3
      print(len(x))
      """;

  @TempDir Path folder;

  @Test
  void numPyFindsTheSame() throws IOException {
    Python.assumeModules("numpy", "PIL");
    Path pictures = JobRun.PICTURES.resolve("thumbnails");
    Path output = folder.resolve("out");
    JobRun.augment(pictures, output, "spatial", 0.3, 42);
    String lines =
        Readme.blocks("python").stream()
            .filter(block -> block.contains("\"normalize\""))
            .findFirst()
            .orElseThrow();
    int in = JobRun.json(output, "run.json").at("/rows/in").asInt();
    assertEquals(
        List.of(Integer.toString(in)),
        Python.run(lines.replace("OUT", output.toString()) + JUDGE, pictures.toString()));
  }
}
