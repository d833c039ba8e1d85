package org.dropshard.format.tfrecord;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.dropshard.format.FileInput;
import org.dropshard.format.MalformedRecordException;

/**
 * How a TFRecord file holds a record: its length (8 bytes, little-endian), the masked CRC-32C of
 * those 8 bytes, the data, the masked CRC-32C of the data.
 */
final class Frame {
  /** Length and its checksum. */
  static final int HEADER = 12;

  private static final int MASK = 0xa282ead8;

  private Frame() {}

  /** The checksum as it is stored: turned right by 15 bits, and a constant added. */
  static int maskedCrc(byte[] data, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /** Whether the bytes start as a record does. */
  static boolean isHeader(byte[] start) {
    if (start.length < HEADER) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    return header.getInt(8) == maskedCrc(start, 0, 8);
  }

  /**
   * The data of the next record; empty at the end of the file.
   *
   * @throws MalformedRecordException if a checksum is wrong, or the file ends within the record
   */
  static Optional<byte[]> read(FileInput in) throws IOException {
    long start = in.position();
    byte[] bytes = in.readNBytes(HEADER);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    if (bytes.length < HEADER) {
      throw MalformedRecordException.rest(
          "Invalid TFRecord: it ends within a record's length ("
              + bytes.length
              + " of "
              + HEADER
              + " bytes)",
          start,
          new EOFException());
    }
    if (!isHeader(bytes)) {
      throw MalformedRecordException.rest(
          "Invalid TFRecord: the checksum of a record's length is wrong", start, null);
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] data;
    try {
      data = in.take(length, "a record's data");
    } catch (MalformedRecordException e) {
      if (!e.isLast()) { // too large for a task
        in.take(Integer.BYTES, "a record's checksum");
      }
      throw e;
    }
    byte[] crc = in.take(Integer.BYTES, "a record's checksum");
    if (ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt()
        != maskedCrc(data, 0, data.length)) {
      throw MalformedRecordException.one(
          "Invalid TFRecord: the checksum of a record's data is wrong", start);
    }
    return Optional.of(data);
  }

  /** Writes a record. */
  static void write(OutputStream out, byte[] data) throws IOException {
    byte[] header = new byte[HEADER];
    ByteBuffer view = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    view.putLong(0, data.length);
    view.putInt(8, maskedCrc(header, 0, 8));
    out.write(header);
    out.write(data);
    view.putInt(0, maskedCrc(data, 0, data.length));
    out.write(header, 0, Integer.BYTES);
  }
}
