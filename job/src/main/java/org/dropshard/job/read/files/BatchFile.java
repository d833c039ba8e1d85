package org.dropshard.job.read.files;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.Budget;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyBatch;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * A part of an .npy file whose first axis counts samples. One sample is in memory at a time; of an
 * array in Fortran order, whose samples lie among each other, the whole.
 */
final class BatchFile implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final FSDataInputStream in;
  private final NpyBatch batch;
  private final DataInputStream values;
  private final Tensor whole; // null: samples are read one at a time
  private final int end;
  private int next;

  private BatchFile(FSDataInputStream in, long length, int part, int parts)
      throws IOException, NpyException {
    this.in = in;
    byte[] start = new byte[(int) Math.min(length, Npy.LONGEST_HEADER)];
    in.readFully(0, start);
    batch = NpyBatch.of(start);
    batch.checkLength(length);
    long atOnce = batch.fortranOrder() ? length : batch.sampleBytes();
    if (atOnce > FileReader.LARGEST) {
      throw new NpyException(
          "Invalid npy length: " + atOnce + " bytes at once (at most " + FileReader.LARGEST + ")");
    }
    Optional<String> refusal = Budget.refusal(atOnce);
    if (refusal.isPresent()) {
      throw new NpyException(refusal.get());
    }
    next = InputPart.first(batch.count(), part, parts);
    end = InputPart.first(batch.count(), part + 1, parts);
    if (batch.fortranOrder()) {
      byte[] content = new byte[(int) length];
      in.readFully(0, content);
      whole = Npy.read(content);
      values = null;
    } else {
      whole = null;
      in.seek(batch.offset() + next * batch.sampleBytes());
      values = new DataInputStream(new BufferedInputStream(in, BUFFER));
    }
  }

  /**
   * Opens a part of a file.
   *
   * @throws NpyException if the file is no array of samples
   */
  static BatchFile open(Path path, long length, Configuration hadoop, int part, int parts)
      throws IOException, NpyException {
    FSDataInputStream in = InputFile.open(path, hadoop);
    try {
      return new BatchFile(in, length, part, parts);
    } catch (IOException | NpyException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  boolean hasNext() {
    return next < end;
  }

  /** The number of the next sample in the file. */
  int index() {
    return next;
  }

  /** The next sample. */
  Tensor next() throws IOException {
    int index = next++;
    if (whole != null) {
      return whole.sample(index);
    }
    byte[] sample = new byte[(int) batch.sampleBytes()];
    values.readFully(sample);
    return batch.sample(sample);
  }

  /** Passes over the next sample. */
  void skip() throws IOException {
    next++;
    if (whole == null) {
      values.skipNBytes(batch.sampleBytes());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
