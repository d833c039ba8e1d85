package org.dropshard.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** What the formats' tests have in common. */
final class FormatFiles {
  private FormatFiles() {}

  /** The files of an ending below a folder that Spark wrote, in the order of their names. */
  static List<Path> shards(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** An npy cell of uint8 values 0, 1, 2 … */
  static byte[] npy(int... shape) {
    byte[] data = new byte[(int) Tensor.elements(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
    return Npy.write(new Tensor(DType.UINT8, shape, data, 0));
  }

  /** What a failure says, innermost. */
  static String message(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }
}
