package org.dropshard.job.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A binary file of an account: 4 bytes {@code DSHD}, 4 bytes version, what it holds, 4 bytes
 * CRC-32C of all before it, all numbers big-endian. Files without the first, the second and the
 * last, as the first outputs have them, are read too.
 *
 * @param name its path below the output
 * @param reader reads what it holds
 * @param first reads what the first outputs have in it
 */
public record BinaryPart<T>(String name, Reader<T> reader, Reader<T> first) {
  /** No file without it begins like this: it would have a billion channels. */
  private static final int MAGIC = 0x44534844;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  /** Reads what {@link State} wrote. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  /** Something that can write its state. */
  @FunctionalInterface
  public interface State {
    void write(DataOutput out) throws IOException;
  }

  /** The file that holds a state. */
  public static byte[] encode(State state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    state.write(out);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.toByteArray());
    out.writeInt((int) checksum.getValue());
    return bytes.toByteArray();
  }

  /** Whether a file has a checksum. */
  static boolean isChecked(byte[] file) {
    return file.length >= Integer.BYTES && ByteBuffer.wrap(file).getInt() == MAGIC;
  }

  /**
   * What a file holds.
   *
   * @throws InvalidRecordException if it was changed or is none
   */
  T decode(byte[] file) throws InvalidRecordException {
    int start = 0;
    int end = file.length;
    boolean checked = isChecked(file);
    if (checked) {
      start = HEADER_BYTES;
      end -= Integer.BYTES;
      check(file, end);
    }
    ByteArrayInputStream bytes = new ByteArrayInputStream(file, start, end - start);
    T value;
    try {
      value = (checked ? reader : first).read(new DataInputStream(bytes));
    } catch (EOFException e) {
      throw new InvalidRecordException("cut short", e);
    } catch (IOException
        | RuntimeException e) { // a number that is no length, no bin, no name of a view
      throw new InvalidRecordException("garbled", e);
    }
    if (bytes.available() > 0) {
      throw new InvalidRecordException(bytes.available() + " bytes too many", null);
    }
    return value;
  }

  private static void check(byte[] file, int end) throws InvalidRecordException {
    if (end < HEADER_BYTES) {
      throw new InvalidRecordException("cut short", null);
    }
    int version = ByteBuffer.wrap(file).getInt(Integer.BYTES);
    if (version != VERSION) {
      throw new InvalidRecordException("version " + version + ", this one knows " + VERSION, null);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(file, 0, end);
    if ((int) checksum.getValue() != ByteBuffer.wrap(file).getInt(end)) {
      throw new InvalidRecordException("changed: its CRC-32C is another", null);
    }
  }
}
