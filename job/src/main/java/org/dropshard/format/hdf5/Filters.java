package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.dropshard.format.MalformedRecordException;

/**
 * What chunks went through before they were written.
 *
 * @param filters in the order of writing
 */
record Filters(List<Filters.Filter> filters) {
  static final Filters NONE = new Filters(List.of());

  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int LZF = 32000;

  private static final Map<Integer, String> OTHERS =
      Map.of(
          4, "szip",
          5, "nbit",
          6, "scaleoffset",
          307, "bzip2",
          32001, "blosc",
          32004, "lz4",
          32008, "bitshuffle",
          32013, "zfp",
          32015, "zstd",
          32026, "blosc2");

  /**
   * A filter.
   *
   * @param id as the HDF Group has registered it
   * @param values its parameters
   */
  record Filter(int id, long[] values) {
    int value(int i) {
      return i < values.length ? (int) values[i] : 0;
    }
  }

  static Filters read(Cursor in) throws IOException {
    int version = in.u8();
    int count = in.u8();
    if (version < 1 || version > 2) {
      throw Hdf5File.invalid("filters of version " + version, in.address());
    }
    in.skip(version == 1 ? 6 : 0);
    List<Filter> filters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = in.u16();
      int name = version == 1 || id >= 256 ? in.u16() : 0;
      in.skip(2);
      long[] values = new long[in.u16()];
      in.skip(version == 1 ? (name + 7) / 8 * 8 : name);
      for (int v = 0; v < values.length; v++) {
        values[v] = in.u32();
      }
      in.skip(version == 1 && values.length % 2 == 1 ? 4 : 0);
      filters.add(new Filter(id, values));
    }
    return new Filters(filters);
  }

  /** A filter that is not read here, by its name. */
  Optional<String> unknown() {
    return filters.stream()
        .map(Filter::id)
        .filter(id -> id < DEFLATE || id > FLETCHER32 && id != LZF)
        .map(id -> "filter " + id + (OTHERS.containsKey(id) ? ", " + OTHERS.get(id) : ""))
        .findFirst();
  }

  /** Whether chunks may be larger than what is stored of them. */
  boolean compress() {
    return filters.stream().anyMatch(filter -> filter.id() == DEFLATE || filter.id() == LZF);
  }

  /**
   * A chunk as it was.
   *
   * @param mask the filters that it was spared, a bit each
   * @param size what has to come out
   */
  byte[] decode(byte[] stored, long mask, int size, long address) throws MalformedRecordException {
    byte[] bytes = stored;
    for (int i = filters.size() - 1; i >= 0; i--) {
      if ((mask >> i & 1) == 0) {
        Filter filter = filters.get(i);
        bytes =
            switch (filter.id()) {
              case DEFLATE -> inflate(bytes, most(i, size), address);
              case SHUFFLE -> unshuffle(bytes, filter.value(0));
              case FLETCHER32 -> summed(bytes, address);
              default -> Lzf.decode(bytes, most(i, size), address);
            };
      }
    }
    if (bytes.length != size) {
      throw bad("a chunk of " + bytes.length + " bytes (" + size + ")", address);
    }
    return bytes;
  }

  /** The size before a filter: that of the chunk, and four bytes for each sum below it. */
  private int most(int filter, int size) {
    int most = size;
    for (int i = 0; i < filter; i++) {
      most += filters.get(i).id() == FLETCHER32 ? 4 : 0;
    }
    return most;
  }

  static MalformedRecordException bad(String what, long address) {
    return MalformedRecordException.one("Invalid HDF5: " + what, Math.max(0, address));
  }

  private static byte[] inflate(byte[] bytes, int size, long address)
      throws MalformedRecordException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] out = new byte[size];
      int done = 0;
      while (done < size) {
        int n = inflater.inflate(out, done, size - done);
        if (n == 0) {
          throw bad("a chunk's deflate ends after " + done + " bytes (" + size + ")", address);
        }
        done += n;
      }
      if (!inflater.finished() && (inflater.inflate(new byte[1]) > 0 || !inflater.finished())) {
        throw bad("a chunk's deflate goes on after " + size + " bytes", address);
      }
      return out;
    } catch (DataFormatException e) {
      throw bad("a chunk's deflate: " + e.getMessage(), address);
    } finally {
      inflater.end();
    }
  }

  private static byte[] unshuffle(byte[] bytes, int width) {
    if (width <= 1) {
      return bytes;
    }
    byte[] out = bytes.clone(); // what is left over stays in its place
    int count = bytes.length / width;
    for (int b = 0, at = 0; b < width; b++) {
      for (int i = 0; i < count; i++) {
        out[i * width + b] = bytes[at++];
      }
    }
    return out;
  }

  private static byte[] summed(byte[] bytes, long address) throws MalformedRecordException {
    int length = bytes.length - 4;
    if (length < 0) {
      throw bad("a chunk without its checksum", address);
    }
    long first = 0;
    long second = 0;
    for (int i = 0; i < length; i += 2) {
      int word = (bytes[i] & 0xff) << 8 | (i + 1 < length ? bytes[i + 1] & 0xff : 0);
      first = (first + word) % 0xffff;
      second = (second + first) % 0xffff;
    }
    long stated = 0;
    for (int i = 3; i >= 0; i--) {
      stated = stated << 8 | bytes[length + i] & 0xff;
    }
    // The library's sums are never 0 but of zeros: 65535 stands for 0 there.
    if (stated % 0x10000 % 0xffff != first || (stated >> 16) % 0xffff != second) {
      throw bad("a chunk's Fletcher checksum is not that of its bytes", address);
    }
    return java.util.Arrays.copyOf(bytes, length);
  }
}
