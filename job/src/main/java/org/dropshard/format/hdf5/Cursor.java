package org.dropshard.format.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dropshard.format.MalformedRecordException;

/** Little-endian numbers, one after the other, of a block of a file. */
final class Cursor {
  private final byte[] bytes;
  private final int end;
  private final long address;
  private final Hdf5File file;
  private int at;

  Cursor(Hdf5File file, long address, byte[] bytes, int at, int end) {
    this.file = file;
    this.address = address;
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  int left() {
    return end - at;
  }

  /** Where it stands in the file. */
  long address() {
    return address + at;
  }

  private int step(long count) throws MalformedRecordException {
    if (count < 0 || count > left()) {
      throw Hdf5File.invalid("a block ends early", address());
    }
    int from = at;
    at += (int) count;
    return from;
  }

  Cursor skip(long count) throws MalformedRecordException {
    step(count);
    return this;
  }

  int u8() throws MalformedRecordException {
    return bytes[step(1)] & 0xff;
  }

  int u16() throws MalformedRecordException {
    return (int) number(2);
  }

  long u32() throws MalformedRecordException {
    return number(4);
  }

  /** A number of up to 8 bytes; of 8 its highest bit may be the sign. */
  long number(int size) throws MalformedRecordException {
    int from = step(size);
    long number = 0;
    for (int i = size - 1; i >= 0; i--) {
      number = number << 8 | bytes[from + i] & 0xff;
    }
    return number;
  }

  /** An address; {@link Hdf5File#UNDEFINED} if there is none. */
  long offset() throws MalformedRecordException {
    int size = file.sizeOfOffsets();
    long offset = number(size);
    return offset == -1L >>> (64 - 8 * size) ? Hdf5File.UNDEFINED : offset;
  }

  long length() throws MalformedRecordException {
    return number(file.sizeOfLengths());
  }

  byte[] take(long count) throws MalformedRecordException {
    int from = step(count);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** Another that stands at the same place. */
  Cursor copy() {
    return new Cursor(file, address, bytes, at, end);
  }

  /** The next bytes as a cursor of their own. */
  Cursor part(long count) throws MalformedRecordException {
    int from = step(count);
    return new Cursor(file, address, bytes, from, at);
  }

  /** Text up to a zero byte, which is skipped. */
  String text() throws MalformedRecordException {
    int from = at;
    while (u8() != 0) {
      // goes on
    }
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }

  void expect(String signature) throws MalformedRecordException {
    String found = new String(take(signature.length()), StandardCharsets.ISO_8859_1);
    if (!found.equals(signature)) {
      throw Hdf5File.invalid("no " + signature, address() - signature.length());
    }
  }

  void expect(int value, String what) throws MalformedRecordException {
    int found = u8();
    if (found != value) {
      throw Hdf5File.invalid(what + " " + found + " (" + value + ")", address() - 1);
    }
  }
}
