package org.dropshard.job.config;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.Sha256;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * A step's weights, read from an npy file on any Hadoop file system.
 *
 * @param values lists within lists
 * @param sha256 of the file
 */
record WeightFile(Object values, String sha256) {

  /**
   * @throws JobException if the file cannot be read
   */
  static WeightFile read(String name) {
    Path path = new Path(name);
    try (FSDataInputStream in = path.getFileSystem(new Configuration()).open(path)) {
      byte[] bytes = in.readAllBytes();
      Tensor tensor = Npy.read(bytes);
      return new WeightFile(Doubles.list(Doubles.of(tensor), tensor.shape()), Sha256.hex(bytes));
    } catch (IOException | NpyException | IllegalArgumentException e) {
      throw JobException.usage("Cannot read weights: " + name + " (" + e.getMessage() + ")");
    }
  }
}
