package org.dropshard.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A format of files that say where each record lies, so that parts of a file are read alone. A
 * column of tensors holds npy.
 */
public abstract class IndexedFormat extends RecordFormat {
  /** The metadata of a column that has the value of no data, as a text. */
  public static final String NODATA = "nodata";

  /** The metadata of a column of tensors that has what their channels are called. */
  public static final String CHANNEL_NAMES = "channel_names";

  private static final String AND = " and ";

  private static final long serialVersionUID = 1L;

  /** What the metadata of a column of arrays has that is none of tensors, though it may be. */
  public static final String VECTORS = "vectors";

  /** Holds remarks among what a file says: no column is named so. */
  private static final String NOTES = "";

  /** Before a column's name, the note that counts the files that have it; alone, all files. */
  private static final String FILES = "/";

  /**
   * What a file says.
   *
   * @param columns its columns
   * @param remarks what it holds besides
   */
  public record Said(StructType columns, List<String> remarks) {}

  /** Looks into a file. */
  protected abstract Said look(FormatOptions options, FileBytes file) throws IOException;

  /** Reads a part of an open file, which it closes. */
  protected abstract RecordReader read(
      FileBytes file, FilePart part, StructType wanted, FormatOptions options) throws IOException;

  /** A column; if its values are arrays, it is taken for tensors only where it is named. */
  public static StructField column(String name, DataType type) {
    return new StructField(
        name,
        type,
        true,
        type instanceof ArrayType
            ? new MetadataBuilder().putBoolean(VECTORS, true).build()
            : Metadata.empty());
  }

  /**
   * A column of tensors of which a file says something.
   *
   * @param nodata what stands for no data; null: that it does not say
   * @param channels what channels are called; empty: that it does not say
   */
  public static StructField described(StructField column, String nodata, List<String> channels) {
    MetadataBuilder said = new MetadataBuilder().withMetadata(column.metadata());
    if (nodata != null) {
      said.putString(NODATA, nodata);
    }
    if (!channels.isEmpty()) {
      said.putStringArray(CHANNEL_NAMES, channels.toArray(String[]::new));
    }
    return new StructField(column.name(), column.dataType(), column.nullable(), said.build());
  }

  /**
   * What one file says of a column, or both; where they differ, no number of no data, and a list of
   * no channels.
   */
  private static StructField agreed(StructField a, StructField b) {
    MetadataBuilder said =
        new MetadataBuilder().withMetadata(b.metadata()).withMetadata(a.metadata());
    if (a.metadata().contains(NODATA) && b.metadata().contains(NODATA)) {
      String before = a.metadata().getString(NODATA);
      String after = b.metadata().getString(NODATA);
      boolean differ = !before.equals(after) && !before.contains(AND);
      said.putString(NODATA, differ ? before + AND + after : before);
    }
    if (a.metadata().contains(CHANNEL_NAMES)
        && b.metadata().contains(CHANNEL_NAMES)
        && !channels(a).equals(channels(b))) {
      said.putStringArray(CHANNEL_NAMES, new String[0]);
    }
    return new StructField(a.name(), a.dataType(), a.nullable(), said.build());
  }

  private static List<String> channels(StructField column) {
    return List.of(column.metadata().getStringArray(CHANNEL_NAMES));
  }

  @Override
  public boolean tellsRows() {
    return true;
  }

  @Override
  public boolean isSplitable(
      SparkSession spark, scala.collection.immutable.Map<String, String> options, Path file) {
    return true;
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    try (FileBytes bytes = FileBytes.open(file, length, hadoop)) {
      Said said = look(options, bytes);
      Map<String, Long> notes = new TreeMap<>();
      said.remarks().forEach(remark -> notes.merge(remark, 1L, Long::sum));
      notes.put(FILES, 1L);
      for (String name : said.columns().fieldNames()) {
        notes.put(FILES + name, 1L);
      }
      return with(said.columns(), notes);
    } catch (MalformedRecordException e) {
      options.pardon(e);
      return new StructType();
    }
  }

  private static StructType with(StructType columns, Map<String, Long> notes) {
    MetadataBuilder counts = new MetadataBuilder();
    notes.forEach(counts::putLong);
    return columns.add(NOTES, DataTypes.NullType, true, counts.build());
  }

  private static Map<String, Long> notes(StructType said) {
    Map<String, Long> notes = new TreeMap<>();
    for (StructField field : said.fields()) {
      if (field.name().equals(NOTES)) {
        Metadata counts = field.metadata();
        counts.map().foreach(entry -> notes.put(entry._1(), (Long) entry._2()));
      }
    }
    return notes;
  }

  /**
   * The columns of both.
   *
   * @throws IllegalArgumentException if one is of two types
   */
  @Override
  protected StructType united(StructType a, StructType b) {
    if (a.isEmpty()) {
      return b;
    }
    StructType all = finished(a, null);
    Set<String> unlike = new HashSet<>();
    for (StructField field : finished(b, null).fields()) {
      Optional<StructField> there =
          Arrays.stream(all.fields()).filter(f -> f.name().equals(field.name())).findFirst();
      if (there.isEmpty()) {
        all = all.add(field);
      } else if (!there.get().dataType().equals(field.dataType())) {
        throw new IllegalArgumentException(
            "Invalid column: "
                + field.name()
                + " is "
                + there.get().dataType().sql()
                + " in one file and "
                + field.dataType().sql()
                + " in another");
      } else {
        int at = all.fieldIndex(field.name());
        StructField[] fields = all.fields().clone();
        fields[at] = agreed(fields[at], field);
        if (fields[at].metadata().contains(CHANNEL_NAMES) && channels(fields[at]).isEmpty()) {
          unlike.add(field.name() + " has other channel names in some files");
        }
        all = new StructType(fields);
      }
    }
    Map<String, Long> notes = notes(a);
    notes(b).forEach((text, files) -> notes.merge(text, files, Long::sum));
    unlike.forEach(text -> notes.put(text, 1L)); // said once, however many files
    return with(all, notes);
  }

  @Override
  protected StructType finished(StructType said, FormatOptions options) {
    return new StructType(
        Arrays.stream(said.fields())
            .filter(field -> !field.name().equals(NOTES))
            .toArray(StructField[]::new));
  }

  @Override
  protected List<String> remarks(StructType said, FormatOptions options) {
    List<String> remarks = new ArrayList<>();
    Map<String, Long> notes = notes(said);
    long all = notes.getOrDefault(FILES, 0L);
    notes.forEach(
        (text, files) -> {
          if (!text.startsWith(FILES)) {
            remarks.add(files == 1 ? text : text + " in " + files + " files");
          } else if (files < all) {
            remarks.add(text.substring(FILES.length()) + " in " + files + " of " + all + " files");
          }
        });
    return remarks;
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return open(file, new FilePart(0, length, length), wanted, options, hadoop);
  }

  /** What is wrong with a file as a whole is said once: by its last part. */
  @Override
  protected RecordReader open(
      Path file, FilePart part, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    FileBytes bytes = FileBytes.open(file, part.length(), hadoop);
    try {
      return read(bytes, part, wanted, options);
    } catch (MalformedRecordException e) {
      bytes.close();
      if (part.isLast()) {
        throw e;
      }
      return RecordReader.none();
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  protected void checkReadable(StructType wanted) {
    // a column is read by the type that files give it
  }
}
