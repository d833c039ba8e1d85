package org.dropshard.job.read.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.EachFile;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LfsPointer;

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
 */
record ParquetFooters(
    Map<String, String> unreadable,
    Set<String> others,
    StructType columns,
    List<String> remarks,
    boolean sparks) {

  private static final String ENDING = ".parquet";

  private static final int MAGIC = 4;

  private static final String UNREADABLE = "!";
  private static final String OTHER = "?";
  private static final String FOR_SPARK = "s";
  private static final String FOR_US = "u";

  /**
   * Reads the footer of each file.
   *
   * @throws JobException if two files disagree on a column
   */
  static ParquetFooters of(EachFile each, List<InputFile> all) {
    boolean named = all.stream().anyMatch(file -> isNamed(file.name()));
    // Markers of some object stores and Hive's empty buckets have no such name.
    List<InputFile> files =
        all.stream().filter(file -> file.length() > 0 || isNamed(file.name())).toList();
    List<String> found = found(each, files, named);
    Map<String, String> unreadable = new TreeMap<>();
    Set<String> others = new TreeSet<>();
    Map<String, List<String>> schemas = new LinkedHashMap<>();
    boolean sparks = true;
    for (int i = 0; i < found.size(); i++) {
      String path = files.get(i).path();
      String text = found.get(i).substring(1);
      switch (found.get(i).substring(0, 1)) {
        case UNREADABLE -> unreadable.put(path, text);
        case OTHER -> others.add(path);
        default -> {
          sparks &= found.get(i).startsWith(FOR_SPARK);
          schemas.computeIfAbsent(text, key -> new ArrayList<>()).add(path);
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
        sparks && types.stream().allMatch(schema -> isPart(schema, columns)));
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

  private static List<String> found(EachFile each, List<InputFile> files, boolean named) {
    List<String> paths = files.stream().map(InputFile::path).toList();
    return each.ask(paths, (path, hadoop) -> look(path, named, hadoop));
  }

  /** What a file says: a letter of the constants above, and the reason or the columns. */
  private static String look(String file, boolean named, Configuration hadoop) {
    Path path = new Path(file);
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop),
            HadoopReadOptions.builder(hadoop, path).build())) {
      return columns(reader.getFooter(), conf(hadoop));
    } catch (IOException | RuntimeException e) { // the library throws both for what is no Parquet
      return why(path, named, hadoop, e);
    }
  }

  /** What a file is that has no footer. */
  private static String why(Path path, boolean named, Configuration hadoop, Exception e) {
    byte[] start;
    byte[] end;
    try (FSDataInputStream in = InputFile.open(path, hadoop)) {
      long length = path.getFileSystem(hadoop).getFileStatus(path).getLen();
      if (length == 0) {
        return UNREADABLE + "Cannot read file: 0 bytes (a Parquet file has a footer)";
      }
      start = new byte[(int) Math.min(length, LfsPointer.LENGTH)];
      end = new byte[(int) Math.min(length, MAGIC)];
      in.readFully(0, start);
      in.readFully(length - end.length, end);
    } catch (IOException failure) {
      return UNREADABLE + "Cannot read file: " + failure.getMessage();
    }
    if (named && !isNamed(path.getName()) && !isMagic(start)) {
      return OTHER;
    }
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return UNREADABLE
        + "Cannot read file: "
        + (LfsPointer.isPointer(start)
            ? LfsPointer.EXPLAINED
            : isMagic(end) ? message : "no Parquet, or cut (it does not end in PAR1)");
  }

  /** Whether bytes begin as Parquet files begin and end, encrypted ones too. */
  private static boolean isMagic(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.startsWith("PAR1") || text.startsWith("PARE");
  }

  private static String columns(ParquetMetadata footer, SQLConf conf) {
    boolean sparks =
        footer.getFileMetaData().getSchema().getFields().stream().noneMatch(FileSchema::isOdd);
    for (BlockMetaData group : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (!isThere(chunk.getCodec())) {
          return UNREADABLE
              + "Cannot read file: compressed with "
              + chunk.getCodec().name().toLowerCase(Locale.ROOT)
              + ", for which no codec is installed (write it with zstd, snappy or gzip)";
        }
        sparks &= !chunk.getEncodings().contains(Encoding.BYTE_STREAM_SPLIT);
      }
    }
    return (sparks ? FOR_SPARK : FOR_US) + new FileSchema(conf).of(footer.getFileMetaData()).json();
  }

  private static boolean isThere(CompressionCodecName codec) {
    String name = codec.getHadoopCompressionCodecClassName();
    try {
      return name == null
          || Class.forName(name, false, Thread.currentThread().getContextClassLoader()) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The session's settings, of which Hadoop's configuration holds those that were made. */
  private static SQLConf conf(Configuration hadoop) {
    SQLConf conf = new SQLConf();
    hadoop
        .getPropsWithPrefix("spark.sql.parquet.")
        .forEach((key, value) -> conf.setConfString("spark.sql.parquet." + key, value));
    conf.setConfString("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    return conf;
  }
}
