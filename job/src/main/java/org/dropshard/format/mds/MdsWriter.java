package org.dropshard.format.mds;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.RecordWriter;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * Rows as a shard. A shard starts with the offsets of all its samples, and says of an array column
 * what its arrays have in common: so the rows wait in a file of the task's own until the shard is
 * closed.
 */
final class MdsWriter extends RecordWriter {
  /** Offsets are 32 bits. */
  private static final long LARGEST = (1L << 32) - 1;

  private static final int BUFFER = 1 << 16;

  /** Opens the shard's own file, once its size is known. */
  interface Opening {
    OutputStream open(long size) throws IOException;
  }

  private final List<MdsColumn> columns;
  private final String compression;
  private final List<String> hashes;
  private final Opening opening;
  private final Path spill;
  private final DataOutputStream waiting;

  /** What the arrays of each column have in common so far. */
  private final Ndarray[] arrays;

  private int rows;
  private long bytes;

  MdsWriter(
      String path,
      List<MdsColumn> columns,
      String compression,
      List<String> hashes,
      Opening opening)
      throws IOException {
    super(path);
    this.columns = columns;
    this.compression = compression;
    this.hashes = hashes;
    this.opening = opening;
    this.arrays = new Ndarray[columns.size()];
    this.spill = Files.createTempFile("dropshard-", ".mds");
    this.waiting =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(spill), BUFFER));
  }

  @Override
  protected void add(InternalRow row) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      byte[] value = columns.get(i).value(row);
      if (columns.get(i).encoding().equals(MdsColumn.NDARRAY)) {
        note(i, MdsColumn.tensor(value));
      }
      waiting.writeInt(value.length);
      waiting.write(value);
      bytes += Integer.BYTES + value.length;
    }
    bytes += Integer.BYTES; // its offset
    rows++;
  }

  private void note(int column, Tensor x) {
    Ndarray before = arrays[column];
    String dtype = x.dtype().label();
    if (before == null) {
      arrays[column] = new Ndarray(dtype, x.shape());
      return;
    }
    arrays[column] =
        new Ndarray(
            dtype.equals(before.dtype()) ? dtype : null,
            Arrays.equals(x.shape(), before.shape()) ? before.shape() : null);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  protected void end() throws IOException {
    try {
      waiting.close();
      write();
    } finally {
      spill.toFile().delete();
    }
  }

  private void write() throws IOException {
    List<MdsEncoding> encodings = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean known = arrays[i] != null && arrays[i].dtype() != null;
      // A shape without a type has no name in the format.
      Ndarray array = known ? arrays[i] : new Ndarray(null, null);
      boolean isArray = columns.get(i).encoding().equals(MdsColumn.NDARRAY);
      encodings.add(MdsEncoding.of(isArray ? array.label() : columns.get(i).encoding()));
    }
    MdsConfig config =
        new MdsConfig(
            columns.stream().map(MdsColumn::name).toList(), encodings, compression, hashes);
    byte[] json = config.bytes();
    ByteBuffer head =
        ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, Math.addExact(rows, 2)))
            .order(ByteOrder.LITTLE_ENDIAN);
    long offset = (long) head.capacity() + json.length;
    head.putInt(rows).putInt((int) offset);
    try (DataInputStream in = waiting()) {
      for (int row = 0; row < rows; row++) {
        offset += sample(in, encodings).length;
        if (offset > LARGEST) {
          throw new IOException(
              Invalid.message(
                  "shard",
                  "more than " + LARGEST + " bytes",
                  "MDS offsets are 32 bits: set maxRecordsPerFile"));
        }
        head.putInt((int) offset);
      }
    }
    try (OutputStream out = opening.open(offset);
        DataInputStream in = waiting()) {
      out.write(head.array());
      out.write(json);
      for (int row = 0; row < rows; row++) {
        out.write(sample(in, encodings));
      }
    }
  }

  private DataInputStream waiting() throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(spill), BUFFER));
  }

  /** The next row: the sizes of the columns whose sizes vary, and the values. */
  private static byte[] sample(DataInputStream in, List<MdsEncoding> encodings) throws IOException {
    byte[][] values = new byte[encodings.size()][];
    long size = 0;
    int sizes = 0;
    for (int i = 0; i < values.length; i++) {
      byte[] value = new byte[in.readInt()];
      in.readFully(value);
      Ndarray array = encodings.get(i).ndarray();
      values[i] = array == null ? value : array.encode(MdsColumn.tensor(value));
      size += values[i].length;
      sizes += encodings.get(i).size() == null ? 1 : 0;
    }
    ByteBuffer sample =
        ByteBuffer.allocate(Math.toIntExact(size + (long) Integer.BYTES * sizes))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      if (encodings.get(i).size() == null) {
        sample.putInt(values[i].length);
      }
    }
    for (byte[] value : values) {
      sample.put(value);
    }
    return sample.array();
  }
}
