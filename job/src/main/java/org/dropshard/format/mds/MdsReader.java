package org.dropshard.format.mds;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;

/** The samples of a shard as rows. */
final class MdsReader implements RecordReader {
  private final FileInput in;
  private final StructType columns;
  private MdsHeader header;

  /** Where each of the shard's columns goes, or −1. */
  private int[] ordinals;

  private int next;

  MdsReader(FileInput in, StructType columns) {
    this.in = in;
    this.columns = columns;
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    if (header == null) {
      start();
    }
    if (next == header.samples()) {
      return false;
    }
    long offset = header.offsets()[next];
    long size = header.offsets()[next + 1] - offset;
    next++;
    ByteBuffer sample = MdsHeader.view(in.take(size, "a sample"));
    int count = ordinals.length;
    long[] sizes = new long[count];
    for (int i = 0; i < count; i++) {
      Integer fixed = header.config().encodings().get(i).size();
      if (fixed == null && sample.remaining() < Integer.BYTES) {
        throw MalformedRecordException.one("Invalid sample: it ends within its sizes", offset);
      }
      sizes[i] = fixed == null ? sample.getInt() & 0xffffffffL : fixed;
    }
    if (Arrays.stream(sizes).sum() != sample.remaining()) {
      throw MalformedRecordException.one(
          "Invalid sample: "
              + sample.remaining()
              + " bytes (its columns have "
              + Arrays.stream(sizes).sum()
              + ")",
          offset);
    }
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[(int) sizes[i]]; // no more than the sample has, which was read
      sample.get(value);
      if (ordinals[i] >= 0) {
        values[ordinals[i]] = value(i, value, offset);
      }
    }
    return true;
  }

  /** Booleans, of which the format knows nothing, are written as bytes. */
  private static boolean isReadable(DataType type, MdsEncoding encoding) {
    return type.equals(encoding.type())
        || type.equals(DataTypes.BooleanType) && encoding.name().equals("uint8");
  }

  private Object value(int column, byte[] value, long offset) throws MalformedRecordException {
    try {
      Object read = header.config().encodings().get(column).value(value);
      boolean flag = columns.apply(ordinals[column]).dataType().equals(DataTypes.BooleanType);
      return flag ? (Short) read != 0 : read;
    } catch (IllegalArgumentException e) {
      throw MalformedRecordException.one(
          e.getMessage() + ", column " + header.config().names().get(column), offset);
    }
  }

  private void start() throws IOException {
    MdsHeader read = MdsHeader.read(in);
    ordinals = new int[read.config().names().size()];
    for (int i = 0; i < ordinals.length; i++) {
      String name = read.config().names().get(i);
      ordinals[i] = Arrays.asList(columns.fieldNames()).indexOf(name);
      MdsEncoding encoding = read.config().encodings().get(i);
      if (ordinals[i] >= 0 && !isReadable(columns.apply(ordinals[i]).dataType(), encoding)) {
        throw MalformedRecordException.rest(
            "Invalid column "
                + name
                + ": "
                + encoding.name()
                + " (the column is "
                + columns.apply(ordinals[i]).dataType().sql()
                + ")",
            0,
            null);
      }
    }
    header = read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
