package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * What a few samples of an input look like.
 *
 * @param tensors type and shape of each; without their values
 * @param bad those that are no samples
 * @param manyPages how many files have more pages than one
 * @param nodata the value that stands for no data in the first picture that states one
 * @param channels what channels are called in the first file that says it; else none
 */
public record Probe(
    List<Probe.Header> tensors,
    List<BadRecord> bad,
    int manyPages,
    Optional<String> nodata,
    List<String> channels) {
  /** How many rows are looked at. */
  public static final int ROWS = 4;

  /**
   * A tensor without its values.
   *
   * @param dtype the element type
   * @param shape the axes
   * @param bytes the size of its values
   */
  public record Header(DType dtype, int[] shape, long bytes) {
    public static Header of(Tensor x) {
      return new Header(x.dtype(), x.shape(), x.byteLength());
    }

    @Override
    public String toString() {
      return dtype.label() + " " + Arrays.toString(shape);
    }
  }

  /** Reads the rows. */
  public static Probe of(SampleReader reader, Iterable<InternalRow> rows) {
    List<Header> tensors = new ArrayList<>();
    List<BadRecord> bad = new ArrayList<>();
    int[] manyPages = new int[1];
    List<String> nodata = new ArrayList<>();
    List<String> channels = new ArrayList<>();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void pages(int count, Optional<String> value) {
            manyPages[0] += count > 1 ? 1 : 0;
            value.ifPresent(nodata::add);
          }

          @Override
          public void channels(List<String> names) {
            if (channels.isEmpty()) {
              channels.addAll(names);
            }
          }

          @Override
          public void sample(Sample sample) {
            tensors.add(Header.of(sample.tensor()));
          }

          @Override
          public void bad(BadRecord record) {
            bad.add(record);
          }
        };
    for (InternalRow row : rows) {
      try {
        reader.read(row, sink);
      } catch (IOException e) {
        throw JobException.input("Cannot read input: " + e.getMessage());
      } catch (OutOfMemoryError e) {
        throw Exhausted.in(reader.file(row), e);
      }
    }
    return new Probe(
        tensors, bad, manyPages[0], nodata.stream().findFirst(), List.copyOf(channels));
  }

  /** The mean size of a tensor in bytes; 0 if there is none. */
  public double meanBytes() {
    return tensors.stream().mapToLong(Header::bytes).average().orElse(0);
  }

  /** The size of the largest tensor in bytes; 0 if there is none. */
  public long largestBytes() {
    return tensors.stream().mapToLong(Header::bytes).max().orElse(0);
  }
}
