package org.dropshard.format.npy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.JsonColumns;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;

/** The arrays of an archive as rows, each with its line of {@code rows.jsonl}, if there is one. */
final class NpzReader implements RecordReader {
  /** Deflate's best: 258 bytes from 2 bits. */
  private static final long MOST_INFLATED = 1032;

  private final FileInput in;
  private final TailInput tail;
  private final ZipInputStream zip;
  private final StructType columns;
  private final int tensor;
  private final int[] others;
  private final JsonColumns json;
  private List<String> lines = List.of();
  private int row;
  private int members;

  NpzReader(FileInput in, StructType columns) {
    this.in = in;
    this.tail = new TailInput(in, ZipEnd.LONGEST);
    this.zip = new ZipInputStream(tail);
    this.columns = columns;
    this.tensor = Arrays.asList(columns.fieldNames()).indexOf(NpzFormat.TENSOR);
    StructType fields = new StructType();
    int[] ordinals = new int[columns.length()];
    for (int i = 0; i < columns.length(); i++) {
      if (i != tensor) {
        ordinals[fields.length()] = i;
        fields = fields.add(columns.apply(i));
      }
    }
    this.others = Arrays.copyOf(ordinals, fields.length());
    this.json = others.length == 0 ? null : new JsonColumns(fields);
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    long start = in.position();
    try {
      byte[] npy = array();
      if (npy == null) {
        if (start == 0) {
          throw new ZipException("no zip");
        }
        ZipEnd.check(tail.tail(), members);
        return false;
      }
      if (tensor >= 0) {
        values[tensor] = npy;
      }
    } catch (NpyException e) {
      row++;
      throw MalformedRecordException.one("Invalid npz: " + e.getMessage(), start);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).startsWith("invalid entry CRC")) {
        row++; // its end was reached, and the next starts there
        throw MalformedRecordException.one("Invalid npz: " + e.getMessage(), start);
      }
      throw MalformedRecordException.rest("Invalid npz: " + e.getMessage(), start, e);
    }
    int number = row++;
    if (json != null && number < lines.size()) {
      byte[] line = lines.get(number).getBytes(StandardCharsets.UTF_8);
      InternalRow fields = json.parse(line, start);
      for (int i = 0; i < others.length; i++) {
        values[others[i]] =
            fields.isNullAt(i) ? null : fields.get(i, columns.apply(others[i]).dataType());
      }
    }
    return true;
  }

  /** The next array; null at the end. */
  private byte[] array() throws IOException, NpyException {
    for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
      members++;
      if (entry.getName().equals(NpzFormat.ROWS)) {
        lines = rows(zip, in.length()).toList();
      } else if (entry.getName().endsWith(".npy")) {
        return npy();
      }
    }
    return null;
  }

  /** Of a member no more is kept than the header of its array says. */
  private byte[] npy() throws IOException, NpyException {
    byte[] start = zip.readNBytes(Npy.LONGEST_HEADER);
    if (start.length < Npy.LONGEST_HEADER) {
      return start; // all of it
    }
    long size = Npy.size(start);
    if (size > Math.min(MOST_INFLATED * in.length(), Integer.MAX_VALUE - 8)) {
      throw new NpyException(
          "Invalid npy length: archive of " + in.length() + " bytes (needs " + size + ")");
    }
    byte[] npy = Arrays.copyOf(start, (int) size);
    int length = start.length;
    if (size > length) {
      length += zip.readNBytes(npy, length, (int) size - length);
    }
    if (length > size || zip.read() >= 0) {
      throw new NpyException("Invalid npy length: more than its header says (" + size + ")");
    }
    return length < size ? Arrays.copyOf(npy, length) : npy;
  }

  /** The lines of {@code rows.jsonl}, which is stored as it is: no longer than its archive. */
  private static Stream<String> rows(ZipInputStream zip, long archiveBytes) throws IOException {
    int most = (int) Math.min(archiveBytes, Integer.MAX_VALUE - 8);
    byte[] text = zip.readNBytes(most);
    if (zip.read() >= 0) {
      throw new ZipException(NpzFormat.ROWS + " is longer than the archive");
    }
    return new String(text, StandardCharsets.UTF_8).lines();
  }

  /** The first lines of {@code rows.jsonl}, if the archive starts with it. */
  static List<String> lines(FileInput in, int most) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(in)) {
      ZipEntry first = zip.getNextEntry();
      return first == null || !first.getName().equals(NpzFormat.ROWS)
          ? List.of()
          : rows(zip, in.length()).limit(most).toList();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw MalformedRecordException.rest("Invalid npz: " + e.getMessage(), 0, e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
