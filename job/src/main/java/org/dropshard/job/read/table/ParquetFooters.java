package org.dropshard.job.read.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.EachFile;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;

/**
 * What the ends of a table's files say: which cannot be read at all (cut, empty or of another kind:
 * there is no footer), and which columns they hold. Damage further in is found when it is read, and
 * ends the run: which rows had come before it would depend on how Spark cut the file.
 *
 * @param unreadable the reason for each file that cannot be read, by full path
 * @param others files that are no Parquet and do not say so by their name either, by full path
 * @param columns the columns of all files
 * @param remarks what of them is not the same in all files
 * @param sparks whether Spark's own reader takes all files for these columns
 * @param keys the ids of all rows whose key is not null; empty: they were not read
 */
record ParquetFooters(
    Map<String, String> unreadable,
    Set<String> others,
    StructType columns,
    List<String> remarks,
    boolean sparks,
    Optional<long[]> keys) {

  private static final String ENDING = ".parquet";

  /** Four megabytes. */
  private static final int MOST_KEYS = 1 << 19;

  /**
   * Reads the footer of each file.
   *
   * @param key the column whose ids are read too, where that takes no more; empty: none are
   * @throws JobException if two files disagree on a column
   */
  static ParquetFooters of(EachFile each, List<InputFile> all, Optional<FooterLook.Keys> key) {
    boolean named = all.stream().anyMatch(file -> isNamed(file.name()));
    // Markers of some object stores and Hive's empty buckets have no such name.
    List<InputFile> files =
        all.stream().filter(file -> file.length() > 0 || isNamed(file.name())).toList();
    long mostKeys = MOST_KEYS / Math.max(1, files.size());
    List<FooterLook.Found> found = each.ask(files, new FooterLook(named, key, mostKeys));
    Map<String, String> unreadable = new TreeMap<>();
    Set<String> others = new TreeSet<>();
    Map<String, List<String>> schemas = new LinkedHashMap<>();
    List<long[]> keys = new ArrayList<>();
    boolean sparks = true;
    for (int i = 0; i < found.size(); i++) {
      String path = files.get(i).path();
      FooterLook.Found one = found.get(i);
      switch (one.kind()) {
        case UNREADABLE -> unreadable.put(path, one.text());
        case OTHER -> others.add(path);
        default -> {
          sparks &= one.kind() == FooterLook.Kind.SPARKS;
          schemas.computeIfAbsent(one.text(), text -> new ArrayList<>()).add(path);
          keys.add(one.keys());
        }
      }
    }
    ColumnUnion union = new ColumnUnion();
    List<StructType> types = new ArrayList<>();
    schemas.forEach(
        (json, paths) -> {
          StructType schema = (StructType) DataType.fromJson(json);
          types.add(schema);
          union.add(schema, paths.get(0), paths.size());
        });
    StructType columns = union.columns();
    return new ParquetFooters(
        unreadable,
        others,
        columns,
        union.remarks(),
        sparks && types.stream().allMatch(schema -> isPart(schema, columns)),
        key.isEmpty() || keys.contains(null)
            ? Optional.empty()
            : Optional.of(keys.stream().flatMapToLong(Arrays::stream).toArray()));
  }

  static boolean isNamed(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  /** Whether Spark's reader, asked for all columns, finds those of a file. */
  private static boolean isPart(StructType schema, StructType all) {
    for (StructField field : schema.fields()) {
      boolean same =
          Arrays.stream(all.fields())
              .anyMatch(
                  column ->
                      column.name().equalsIgnoreCase(field.name())
                          && column.dataType().sameType(field.dataType().asNullable()));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
