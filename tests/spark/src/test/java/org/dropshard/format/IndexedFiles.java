package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** Files of an {@link IndexedFormat} read without Spark. */
public final class IndexedFiles {
  private static final Configuration HADOOP = new Configuration();

  private IndexedFiles() {}

  /**
   * A record.
   *
   * @param index its number in the file
   * @param values of its columns; null: it could not be read
   * @param reason why not
   */
  public record Row(long index, Object[] values, String reason) {
    public Tensor tensor(int column) {
      try {
        return Npy.read((byte[]) values[column]);
      } catch (NpyException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The records of a file that is read in parts of equal size. */
  public static List<Row> rows(
      IndexedFormat format, Path file, int parts, Map<String, String> options) throws IOException {
    FormatOptions parsed = new FormatOptions(options);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    long length = Files.size(file);
    StructType columns = columns(format, file, options);
    List<Row> rows = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      long start = length * part / parts;
      FilePart bytes = new FilePart(start, length * (part + 1) / parts - start, length);
      try (RecordReader reader = format.open(path, bytes, columns, parsed, HADOOP)) {
        long index = reader.first();
        for (boolean more = true; more; ) {
          Object[] values = new Object[columns.length()];
          try {
            more = reader.next(values);
            if (more) {
              rows.add(new Row(index++, values, null));
            }
          } catch (MalformedRecordException e) {
            rows.add(new Row(index++, null, e.getMessage()));
            more = !e.isLast();
          }
        }
      } catch (MalformedRecordException e) {
        rows.add(new Row(0, null, e.getMessage()));
      }
    }
    return rows;
  }

  /** The columns of a file; none if it cannot be read. */
  public static StructType columns(IndexedFormat format, Path file, Map<String, String> options)
      throws IOException {
    return format.finished(said(format, file, options), null);
  }

  /** What a file holds besides. */
  public static List<String> remarks(IndexedFormat format, Path file) throws IOException {
    return format.remarks(said(format, file, Map.of()), new FormatOptions(Map.of()));
  }

  private static StructType said(IndexedFormat format, Path file, Map<String, String> options)
      throws IOException {
    FormatOptions parsed = new FormatOptions(options);
    long length = Files.size(file);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try {
      return format.columns(parsed, path, length, length, HADOOP);
    } catch (MalformedRecordException e) {
      return new StructType();
    }
  }

  /**
   * Reads a file that was changed at a few places, again and again. Whatever is wrong with it has
   * to be told of a record or of the file; anything else is thrown.
   *
   * @return how many changes were told of
   */
  public static int mutate(IndexedFormat format, byte[] whole, Path folder, int times, long seed)
      throws IOException {
    Random random = new Random(seed);
    Path file = folder.resolve("mutant");
    int told = 0;
    for (int i = 0; i < times; i++) {
      byte[] mutant = HostileBytes.changed(whole, random);
      Files.write(file, mutant);
      try {
        if (rows(format, file, 1, Map.of()).stream().anyMatch(row -> row.values() == null)) {
          told++;
        }
      } catch (IllegalArgumentException e) { // as of a file that leaves a choice
        assertTrue(e.getMessage().startsWith("Cannot choose"), e.toString());
        told++;
      }
    }
    return told;
  }
}
