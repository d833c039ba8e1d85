package org.dropshard.job.image.picture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One directory of a TIFF or BigTIFF file, or of an Exif block: its unsigned integers and its
 * texts.
 */
public final class TiffDirectory {

  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  private static final int ASCII = 2;
  private static final int RATIONAL = 5;
  private static final int MOST_DIRECTORIES = 1 << 16;

  private record Field(int type, long count, int at) {}

  private final byte[] data;
  private final int start;
  private final int end;
  private final boolean bigEndian;
  private final Map<Integer, Field> fields = new HashMap<>();
  private long next;

  private TiffDirectory(byte[] data, int start, int end, boolean bigEndian) {
    this.data = data;
    this.start = start;
    this.end = end;
    this.bigEndian = bigEndian;
  }

  /** Reads the first directory of a TIFF that takes [start, end) of {@code data}. */
  public static TiffDirectory read(byte[] data, int start, int end) throws BadImageException {
    return read(data, start, end, -1);
  }

  /**
   * Reads all directories of a TIFF, in the file's order.
   *
   * @throws BadImageException if there are more than 65536, or if they run in a circle
   */
  public static List<TiffDirectory> readAll(byte[] data) throws BadImageException {
    List<TiffDirectory> directories = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long at = -1;
    do {
      TiffDirectory directory = read(data, 0, data.length, at);
      directories.add(directory);
      at = directory.next;
      if (at != 0 && !seen.add(at) || directories.size() > MOST_DIRECTORIES) {
        throw new BadImageException(
            "TIFF of " + directories.size() + " directories",
            "at most " + MOST_DIRECTORIES + ", and not in a circle");
      }
    } while (at != 0);
    return directories;
  }

  private static TiffDirectory read(byte[] data, int start, int end, long at)
      throws BadImageException {
    boolean bigEndian = Bytes.startsWith(data, start, "MM");
    TiffDirectory directory = new TiffDirectory(data, start, end, bigEndian);
    boolean big = directory.number(start + 2, 2) == 43;
    int word = big ? 8 : 4;
    directory.readFields(big, at < 0 ? directory.number(start + word, word) : at);
    return directory;
  }

  private void readFields(boolean big, long place) throws BadImageException {
    int word = big ? 8 : 4;
    int at = position(place);
    long count = number(at, big ? 8 : 2);
    int entry = big ? 20 : 12;
    at += big ? 8 : 2;
    if (count < 0 || count > (end - at) / entry) {
      throw new BadImageException(
          "TIFF directory of " + count + " entries", "its data ends too early");
    }
    for (int i = 0; i < count; i++, at += entry) {
      int tag = (int) number(at, 2);
      int type = (int) number(at + 2, 2);
      long values = number(at + 4, word);
      if (type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0) {
        continue;
      }
      int content = at + 4 + word;
      if (values < 0 || values > (end - start) / TYPE_BYTES[type]) {
        continue; // more than there is; a tag that is needed is then missing
      }
      if (values * TYPE_BYTES[type] > word) {
        long offset = number(content, word);
        if (offset < 0 || offset + values * TYPE_BYTES[type] > end - start) {
          continue;
        }
        content = start + (int) offset;
      }
      fields.put(tag, new Field(type, values, content));
    }
    next = at + word > end ? 0 : number(at, word);
  }

  public boolean bigEndian() {
    return bigEndian;
  }

  public boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** The first value of a tag, or {@code absent}. */
  public long value(int tag, long absent) {
    Field field = fields.get(tag);
    return field == null || field.count() == 0 ? absent : element(field, 0);
  }

  /** All values of a tag; none if it is absent. */
  public long[] values(int tag) {
    Field field = fields.get(tag);
    long[] values = new long[field == null ? 0 : (int) field.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = element(field, i);
    }
    return values;
  }

  /** All values of a tag of unsigned rationals, infinite or NaN by a zero below; none if absent. */
  public double[] rationals(int tag) {
    Field field = fields.get(tag);
    double[] values =
        new double[field == null || field.type() != RATIONAL ? 0 : (int) field.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (double) number(field.at() + 8 * i, 4) / number(field.at() + 8 * i + 4, 4);
    }
    return values;
  }

  /** The Latin-1 characters of a tag up to the first 0; none if it is absent. */
  public Optional<String> text(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.type() != ASCII) {
      return Optional.empty();
    }
    String text = new String(data, field.at(), (int) field.count(), StandardCharsets.ISO_8859_1);
    int stop = text.indexOf(0);
    return Optional.of(stop < 0 ? text : text.substring(0, stop));
  }

  /** The bytes of a tag of bytes; none if it is absent. */
  public byte[] bytes(int tag) {
    Field field = fields.get(tag);
    return field == null
        ? new byte[0]
        : Arrays.copyOfRange(
            data, field.at(), field.at() + (int) field.count() * TYPE_BYTES[field.type()]);
  }

  private long element(Field field, int i) {
    int bytes = TYPE_BYTES[field.type()];
    return number(field.at() + i * bytes, bytes);
  }

  private int position(long offset) throws BadImageException {
    if (offset < 8 || offset > end - start) {
      throw new BadImageException("TIFF directory at byte " + offset, "its data ends too early");
    }
    return start + (int) offset;
  }

  private long number(int at, int bytes) {
    if (at + bytes > end) {
      throw new IndexOutOfBoundsException(at);
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | Bytes.u8(data, bigEndian ? at + i : at + bytes - 1 - i);
    }
    return value;
  }
}
