package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Varint that are mostly small, seven bits a byte, the lowest first. */
final class Varint {
  private Varint() {}

  static void write(long number, DataOutput out) throws IOException {
    long rest = number;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      out.writeByte((int) rest & 0x7f | 0x80);
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readUnsignedByte();
      number |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return number;
      }
    }
  }
}
