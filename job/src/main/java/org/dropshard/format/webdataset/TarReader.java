package org.dropshard.format.webdataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.JsonColumns;
import org.dropshard.format.JsonMember;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.PassedOver;
import org.dropshard.format.RecordReader;

/**
 * The samples of a tar as rows. A column is the member of its name, or else, unless it is binary,
 * the field of its name in the sample's {@code .json}.
 */
final class TarReader implements RecordReader {
  private static final String JSON = "json";

  private final TarSamples samples;
  private final StructType columns;
  private final FormatOptions options;
  private final String[] extensions;
  private final JsonColumns json;
  private final int[] jsonOrdinals;

  TarReader(FileInput in, StructType columns, FormatOptions options) {
    this.columns = columns;
    this.options = options;
    this.extensions = new String[columns.length()];
    this.jsonOrdinals = new int[columns.length()];
    StructType fields = new StructType();
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < columns.length(); i++) {
      String name = columns.apply(i).name();
      extensions[i] = name.toLowerCase(Locale.ROOT);
      boolean key = name.equals(WebDatasetFormat.KEY);
      boolean raw = name.equals(JsonMember.RAW);
      extensions[i] = raw ? JSON : extensions[i];
      jsonOrdinals[i] = -1;
      if (!key) {
        wanted.add(extensions[i]);
        if (!raw && columns.apply(i).dataType() != BinaryType$.MODULE$) {
          jsonOrdinals[i] = fields.length();
          fields = fields.add(columns.apply(i));
        }
      }
    }
    if (fields.length() > 0 || options.refusesUnknown()) {
      wanted.add(JSON);
    }
    this.json = fields.length() > 0 ? new JsonColumns(fields) : null;
    this.samples = new TarSamples(in, wanted::contains, options.refusesUnknown());
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    Optional<TarSample> next = samples.next();
    if (next.isEmpty()) {
      return false;
    }
    TarSample sample = next.get();
    List<Integer> fromJson = new ArrayList<>();
    for (int i = 0; i < extensions.length; i++) {
      DataType type = columns.apply(i).dataType();
      if (columns.apply(i).name().equals(WebDatasetFormat.KEY)) {
        values[i] = UTF8String.fromString(sample.key());
      } else if (sample.members().get(extensions[i]) != null) {
        values[i] = value(sample, extensions[i], type);
      } else if (jsonOrdinals[i] >= 0) {
        fromJson.add(i);
      }
    }
    byte[] text = sample.members().get(JSON);
    check(sample, text);
    if (!fromJson.isEmpty() && text != null) {
      InternalRow row = json.parse(text, sample.offsets().get(JSON));
      for (int i : fromJson) {
        int field = jsonOrdinals[i];
        values[i] = row.isNullAt(field) ? null : row.get(field, columns.apply(i).dataType());
      }
    }
    return true;
  }

  /** Refuses what would be lost: members and fields that are no columns. */
  private void check(TarSample sample, byte[] json) throws MalformedRecordException {
    for (String extension : sample.members().keySet()) {
      if (!extension.equals(JSON) && options.refuses(extension)) {
        throw MalformedRecordException.one(
            "Invalid sample: member ."
                + extension
                + " is in none that was looked at for columns, key "
                + sample.key(),
            sample.offsets().get(extension));
      }
    }
    if (json != null && options.refusesUnknown()) {
      JsonColumns.check(json, sample.offsets().get(JSON), options);
    }
  }

  private static Object value(TarSample sample, String extension, DataType type)
      throws MalformedRecordException {
    try {
      return MemberValue.of(sample.members().get(extension), type);
    } catch (IllegalArgumentException e) {
      throw MalformedRecordException.one(
          "Invalid member ."
              + extension
              + ": no "
              + type.sql()
              + " ("
              + e.getMessage()
              + "), key "
              + sample.key(),
          sample.offsets().get(extension));
    }
  }

  @Override
  public PassedOver passed() {
    return samples.passed();
  }

  @Override
  public void close() throws IOException {
    samples.close();
  }
}
