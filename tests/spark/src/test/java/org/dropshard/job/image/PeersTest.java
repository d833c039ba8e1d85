package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that Python's libraries write, as those libraries read them, sample for sample. */
class PeersTest {

  @TempDir Path folder;

  @Test
  void tiffIsThatOfTifffile() throws Exception {
    Python.assumeModules("numpy", "tifffile", "imagecodecs");
    assertTrue(compare("tiff.py", Channels.AS_IS) > 140);
  }

  @Test
  void webpAndTiffAreThoseOfPillow() throws Exception {
    Python.assumeModules("numpy", "PIL");
    assertTrue(compare("pillow.py", Channels.RGBA) > 140);
  }

  private int compare(String program, Channels channels) throws Exception {
    Python.run(
        Files.readString(JobRun.PICTURES.resolve("peers").resolve(program)), folder.toString());
    List<Path> expected;
    try (Stream<Path> files = Files.list(folder)) {
      expected = files.filter(file -> file.toString().endsWith(".npy")).sorted().toList();
    }
    for (Path npy : expected) {
      String name = npy.toString().replace(".npy", "");
      Tensor picture = PictureFiles.decode(Files.readAllBytes(Path.of(name)), channels);
      Tensor array = Npy.read(Files.readAllBytes(npy));
      assertEquals(array.dtype(), picture.dtype(), name);
      assertArrayEquals(array.shape(), picture.shape(), name);
      assertArrayEquals(bytes(array), bytes(picture), name);
    }
    return expected.size();
  }

  private static byte[] bytes(Tensor tensor) {
    int end = tensor.offset() + tensor.length() * tensor.dtype().bytes();
    return Arrays.copyOfRange(tensor.data(), tensor.offset(), end);
  }
}
