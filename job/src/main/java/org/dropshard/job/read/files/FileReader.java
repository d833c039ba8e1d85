package org.dropshard.job.read.files;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.read.cell.NpzReader;
import org.dropshard.job.read.cell.Transpose;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.MaskId;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleKey;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Reads files that are a sample each (pictures, .npy) or hold a few (.npz, an array a sample).
 *
 * @param hadoop how to reach the files
 * @param pictures whether files are pictures, else npy
 * @param channels what pictures become
 * @param layout how pictures are laid out
 * @param maxPixels the most pixels a picture may claim
 * @param key the column that identifies samples; null: the path
 * @param maskId who decides the mask
 */
record FileReader(
    Broadcast<SerializableConfiguration> hadoop,
    boolean pictures,
    Channels channels,
    Layout layout,
    long maxPixels,
    SampleKey key,
    MaskId maskId)
    implements SampleReader {

  /** Arrays hold a little less than 2³¹ bytes. */
  private static final long LARGEST_FILE = Integer.MAX_VALUE - 8;

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    String path = row.getUTF8String(FileRows.FILE).toString();
    String name = row.getUTF8String(FileRows.PATH).toString();
    long length = row.getLong(FileRows.LENGTH);
    byte[] content;
    try {
      if (length > LARGEST_FILE) {
        throw new IOException(length + " bytes, at most " + LARGEST_FILE);
      }
      content = content(new Path(path), (int) length);
    } catch (IOException e) {
      sink.bad(new BadRecord(path, -1, name, "Cannot read file: " + e.getMessage()));
      return;
    }
    if (!pictures && name.toLowerCase(Locale.ROOT).endsWith(".npz")) {
      archive(row, path, name, content, sink);
      return;
    }
    Sample sample;
    try {
      sample = sample(row, new Sample.Origin(path, -1, name), decode(content));
    } catch (BadImageException | NpyException | IllegalArgumentException e) {
      sink.bad(new BadRecord(path, -1, name, e.getMessage()));
      return;
    }
    sink.sample(sample);
  }

  private byte[] content(Path path, int length) throws IOException {
    byte[] content = new byte[length];
    if (length == 0) {
      return content; // a pipe has no length, and to open it would wait for ever
    }
    try (FSDataInputStream in = InputFile.open(path, hadoop.value().value())) {
      in.readFully(0, content);
    }
    return content;
  }

  private Tensor decode(byte[] content) throws BadImageException, NpyException {
    if (!pictures) {
      return Npy.read(content);
    }
    Tensor picture = ImageDecoder.decode(content, channels, maxPixels);
    return layout == Layout.CHW ? Transpose.channelsFirst(picture) : picture;
  }

  /** Each array of an npz archive is a sample, numbered in the archive's order. */
  private void archive(InternalRow row, String path, String name, byte[] content, Sink sink)
      throws IOException {
    int index = 0;
    try (NpzReader archive = new NpzReader(content)) {
      for (; archive.next(); index++) {
        Sample.Origin origin = new Sample.Origin(path, index, name + "#" + index);
        Sample sample;
        try {
          sample = sample(row, origin, archive.tensor());
        } catch (NpyException | IllegalArgumentException e) {
          sink.bad(origin.bad(e.getMessage()));
          continue;
        }
        sink.sample(sample);
      }
    } catch (NpyException e) {
      sink.bad(new BadRecord(path, index, name + "#" + index, e.getMessage()));
      return;
    }
    if (index == 0) {
      sink.bad(new BadRecord(path, 0, name, "Invalid npz: no array (a zip of npy arrays)"));
    }
  }

  private Sample sample(InternalRow row, Sample.Origin origin, Tensor tensor) {
    if (key != null && row.isNullAt(key.ordinal()) || !maskId.isKnown(row)) {
      throw new IllegalArgumentException("Invalid key: null (the file lies in no folder)");
    }
    long id = key != null ? key.id(row) : SampleKey.hash(origin.key());
    return new Sample(row, id, maskId.of(id, row), tensor, () -> origin);
  }
}
