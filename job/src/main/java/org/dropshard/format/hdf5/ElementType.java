package org.dropshard.format.hdf5;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.dropshard.format.PlainType;

/**
 * What the elements of a dataset are.
 *
 * @param kind how they are read
 * @param plain the type of numbers; else null
 * @param order the order of a number's bytes
 * @param size the bytes of an element
 * @param padding of text of fixed length: 0 ends at a zero, 1 is filled with zeros, 2 with spaces
 * @param name in messages
 */
record ElementType(
    ElementType.Kind kind, PlainType plain, ByteOrder order, int size, int padding, String name) {

  /** How elements are read. */
  enum Kind {
    NUMBER,
    FIXED_TEXT,
    TEXT,
    /** Of other elements. */
    SEQUENCE,
    /** Not at all. */
    OTHER
  }

  private static final String[] CLASSES = {
    "integer",
    "float",
    "time",
    "text",
    "bit field",
    "opaque",
    "compound",
    "reference",
    "enum",
    "sequence",
    "array",
    "complex"
  };

  /** Enums of this many names are looked through for that of a boolean. */
  private static final int BOOLEAN_NAMES = 2;

  static ElementType read(Cursor in) throws IOException {
    return read(in, 0);
  }

  private static ElementType read(Cursor in, int depth) throws IOException {
    int classAndVersion = in.u8();
    int version = classAndVersion >> 4;
    int bits0 = in.u8();
    int bits1 = in.u8();
    in.skip(1);
    long size = in.u32();
    if (size == 0 || size > Integer.MAX_VALUE) {
      throw Hdf5File.invalid("elements of " + size + " bytes", in.address());
    }
    ByteOrder order = (bits0 & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    switch (classAndVersion & 15) {
      case 0 -> {
        PlainType plain = integer((int) size, (bits0 & 8) != 0);
        boolean whole = in.u16() == 0 && in.u16() == 8 * size;
        return plain != null && whole
            ? number(plain, order)
            : other("integer of odd bits", (int) size);
      }
      case 1 -> {
        PlainType plain = (bits0 & 64) == 0 ? floating(in, (int) size, bits1) : null;
        return plain != null ? number(plain, order) : other("float of odd bits", (int) size);
      }
      case 3 -> {
        return new ElementType(Kind.FIXED_TEXT, null, order, (int) size, bits0 & 15, "text");
      }
      case 8 -> {
        ElementType base = depth > 0 ? other("enum", (int) size) : read(in, 1);
        boolean isBoolean = base.size() == 1 && isBoolean(in, bits0 | bits1 << 8, version);
        return base.kind() != Kind.NUMBER || base.size() != size
            ? other("enum", (int) size)
            : isBoolean ? number(PlainType.BOOL, order) : base;
      }
      case 9 -> {
        boolean text = (bits0 & 15) == 1;
        return new ElementType(
            text ? Kind.TEXT : Kind.SEQUENCE,
            null,
            order,
            (int) size,
            0,
            text ? "text" : CLASSES[9]);
      }
      default -> {
        int known = classAndVersion & 15;
        return other(known < CLASSES.length ? CLASSES[known] : "class " + known, (int) size);
      }
    }
  }

  boolean isText() {
    return kind == Kind.TEXT || kind == Kind.FIXED_TEXT;
  }

  /**
   * A text, in UTF-8.
   *
   * @param at where its element starts
   * @param heap holds texts of any length
   */
  byte[] text(byte[] elements, int at, GlobalHeap heap) throws IOException {
    return kind == Kind.TEXT ? heap.text(elements, at) : fixed(elements, at);
  }

  /** Text of fixed length, without what fills it. */
  private byte[] fixed(byte[] bytes, int at) {
    int length = 0;
    if (padding == 0) {
      while (length < size && bytes[at + length] != 0) {
        length++;
      }
    } else {
      byte filling = (byte) (padding == 2 ? ' ' : 0);
      length = size;
      while (length > 0 && bytes[at + length - 1] == filling) {
        length--;
      }
    }
    return new String(bytes, at, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  private static ElementType number(PlainType plain, ByteOrder order) {
    return new ElementType(Kind.NUMBER, plain, order, plain.bytes(), 0, plain.label());
  }

  private static ElementType other(String name, int size) {
    return new ElementType(Kind.OTHER, null, ByteOrder.LITTLE_ENDIAN, size, 0, name);
  }

  private static PlainType integer(int size, boolean signed) {
    return switch (size) {
      case 1 -> signed ? PlainType.INT8 : PlainType.UINT8;
      case 2 -> signed ? PlainType.INT16 : PlainType.UINT16;
      case 4 -> signed ? PlainType.INT32 : PlainType.UINT32;
      case 8 -> signed ? PlainType.INT64 : PlainType.UINT64;
      default -> null;
    };
  }

  /** The types of IEEE 754, and bfloat16. */
  private static PlainType floating(Cursor in, int size, int sign) throws IOException {
    int offset = in.u16();
    int precision = in.u16();
    int exponentAt = in.u8();
    int exponent = in.u8();
    int mantissaAt = in.u8();
    int mantissa = in.u8();
    long bias = in.u32();
    boolean usual =
        offset == 0
            && precision == 8 * size
            && mantissaAt == 0
            && exponentAt == mantissa
            && sign == 8 * size - 1
            && exponent + mantissa + 1 == 8 * size
            && bias == (1L << exponent - 1) - 1;
    if (!usual) {
      return null;
    }
    return switch (exponent) {
      case 5 -> size == 2 ? PlainType.FLOAT16 : null;
      case 8 -> size == 2 ? PlainType.BFLOAT16 : size == 4 ? PlainType.FLOAT32 : null;
      case 11 -> size == 8 ? PlainType.FLOAT64 : null;
      default -> null;
    };
  }

  /** Whether an enum is what h5py makes of booleans. */
  private static boolean isBoolean(Cursor in, int members, int version) throws IOException {
    if (members != BOOLEAN_NAMES) {
      return false;
    }
    Set<String> named = new HashSet<>();
    String[] names = new String[members];
    for (int i = 0; i < members; i++) {
      long start = in.address();
      names[i] = in.text();
      in.skip(version < 3 ? (8 - (in.address() - start) % 8) % 8 : 0);
    }
    for (String name : names) {
      named.add(name + "=" + in.u8());
    }
    return named.equals(Set.of("FALSE=0", "TRUE=1"));
  }
}
