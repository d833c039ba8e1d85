package org.dropshard.job.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.dropshard.format.StoredZip;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.Sha256;

/**
 * Gradients of parameters as a file.
 *
 * @param npz its bytes, equal for equal sums
 * @param record what run.json has of it
 */
public record ParametersArchive(byte[] npz, RunRecord.Parameters record) {

  /**
   * Writes sums down.
   *
   * @throws JobException if a parameter has other shapes for other samples
   */
  public static ParametersArchive of(LearnedGradients sums) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (StoredZip zip = new StoredZip(bytes)) {
        for (Map.Entry<String, byte[]> array : sums.arrays().entrySet()) {
          zip.add(array.getKey() + ".npy", array.getValue());
        }
      }
      byte[] npz = bytes.toByteArray();
      return new ParametersArchive(
          npz, new RunRecord.Parameters(Sha256.hex(npz), sums.shapes(), Map.of()));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot write an archive in memory", e);
    }
  }
}
