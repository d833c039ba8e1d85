package org.dropshard.format.webdataset;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonMember;
import org.dropshard.format.JsonText;
import org.dropshard.format.RawJson;
import org.dropshard.format.RecordWriter;

/** Rows as the samples of a tar. */
final class TarWriter extends RecordWriter {
  private final TarFiles files;
  private final StructType columns;

  /** Columns that are members, by extension. */
  private final Map<String, Integer> members = new TreeMap<>();

  private final JsonText json;
  private final int[] scalars;
  private int keyOrdinal = -1;
  private int rawOrdinal = -1;
  private String lastKey;
  private int repeats;
  private long rows;

  TarWriter(String path, OutputStream out, StructType columns) {
    super(path);
    this.files = new TarFiles(out);
    this.columns = columns;
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      StructField field = columns.apply(i);
      if (field.name().equals(WebDatasetFormat.KEY)) {
        keyOrdinal = i;
      } else if (field.name().equals(JsonMember.RAW)) {
        rawOrdinal = i;
      } else if (isMember(field)) {
        members.put(field.name(), i);
      } else {
        others.add(i);
      }
    }
    scalars = others.stream().mapToInt(Integer::intValue).toArray();
    json = scalars.length == 0 ? null : new JsonText(columns, scalars);
  }

  /** Whether a column is a member of its own; the others are fields of the sample's JSON. */
  static boolean isMember(StructField field) {
    String name = field.name();
    return field.dataType() == BinaryType$.MODULE$
        || field.dataType() instanceof StringType
            && (MemberName.TEXTS.contains(name) || name.equals("json"))
        || MemberName.INTEGERS.contains(name) && MemberValue.isReadable(field.dataType());
  }

  @Override
  protected void add(InternalRow row) throws IOException {
    String key = key(row);
    boolean written = json != null;
    if (rawOrdinal >= 0 && !row.isNullAt(rawOrdinal)) {
      writeRaw(key, row.getUTF8String(rawOrdinal).getBytes(), row);
      written = true;
    } else if (written) {
      files.add(key + ".json", json.of(row));
    }
    for (Map.Entry<String, Integer> member : members.entrySet()) {
      int ordinal = member.getValue();
      if (!row.isNullAt(ordinal)) {
        Object value = row.get(ordinal, columns.apply(ordinal).dataType());
        byte[] content = value instanceof byte[] bytes ? bytes : MemberValue.text(value);
        files.add(key + "." + member.getKey(), content);
        written = true;
      }
    }
    if (!written) {
      files.add(key + ".json", new byte[] {'{', '}'});
    }
    rows++;
  }

  /** JSON as it came, with the other columns: within an object, or beside what is none. */
  private void writeRaw(String key, byte[] raw, InternalRow row) throws IOException {
    byte[] object = json == null ? raw : RawJson.with(raw, json.of(row));
    files.add(key + ".json", object == null ? raw : object);
    for (int i = 0; object == null && i < scalars.length; i++) {
      StructField field = columns.apply(scalars[i]);
      if (!row.isNullAt(scalars[i])) {
        Object value = row.get(scalars[i], field.dataType());
        files.add(key + "." + field.name().toLowerCase(Locale.ROOT), MemberValue.text(value));
      }
    }
  }

  /**
   * The row's key, or its number in the shard. Dots of the base name, where a reader's key would
   * end, become underscores, and a key like the one before gets a number, since a reader would take
   * the two for one sample.
   */
  private String key(InternalRow row) {
    String key =
        keyOrdinal < 0 || row.isNullAt(keyOrdinal)
            ? String.format("%09d", rows)
            : row.getUTF8String(keyOrdinal).toString();
    int base = key.lastIndexOf('/') + 1;
    key = key.substring(0, base) + key.substring(base).replace('.', '_');
    if (base == key.length()) {
      key += "_";
    }
    repeats = key.equals(lastKey) ? repeats + 1 : 0;
    lastKey = key;
    return repeats == 0 ? key : key + "_" + repeats;
  }

  @Override
  public long bytes() {
    return files.bytes();
  }

  @Override
  protected void end() throws IOException {
    files.close();
  }
}
