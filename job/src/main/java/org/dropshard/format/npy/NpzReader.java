package org.dropshard.format.npy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.JsonColumns;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;
import org.dropshard.tensor.NpyException;

/** The arrays of an archive as rows, each with its line of {@code rows.jsonl}, if there is one. */
final class NpzReader implements RecordReader {
  private final FileInput in;
  private final NpzMembers members;
  private final StructType columns;
  private final int tensor;
  private final int[] others;
  private final JsonColumns json;
  private List<String> lines = List.of();
  private int row;

  NpzReader(FileInput in, StructType columns) {
    this.in = in;
    this.members = new NpzMembers(in);
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
    while (members.next()) {
      if (members.name().equals(NpzFormat.ROWS)) {
        lines = lines(members).toList();
      } else if (members.name().endsWith(".npy")) {
        return members.npy();
      } else {
        throw new NpyException("member " + members.name() + " is no array");
      }
    }
    return null;
  }

  private static Stream<String> lines(NpzMembers members) throws IOException {
    return new String(members.stored(), StandardCharsets.UTF_8).lines();
  }

  /** The first lines of {@code rows.jsonl}, if the archive starts with it. */
  static List<String> lines(FileInput in, int most) throws IOException {
    try (NpzMembers members = new NpzMembers(in)) {
      return members.next() && members.name().equals(NpzFormat.ROWS)
          ? lines(members).limit(most).toList()
          : List.of();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw MalformedRecordException.rest("Invalid npz: " + e.getMessage(), 0, e);
    }
  }

  @Override
  public void close() throws IOException {
    members.close();
  }
}
