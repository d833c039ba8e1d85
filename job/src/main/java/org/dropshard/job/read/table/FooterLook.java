package org.dropshard.job.read.table;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.EachFile;
import org.dropshard.format.SmallFile;
import org.dropshard.format.TableFormat;
import org.dropshard.job.config.Share;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LfsPointer;
import org.dropshard.job.read.sample.SampleIds;

/**
 * Asks a Parquet file for its columns and, if it is small and has few rows, for the ids of its
 * keys: it need not be opened again for them. One thread's.
 */
final class FooterLook implements EachFile.Question<InputFile, FooterLook.Found, RuntimeException> {
  private static final long serialVersionUID = 1L;

  private static final int MAGIC = 4;

  /** What there is to say of a file. */
  enum Kind {
    /** It cannot be read. */
    UNREADABLE,
    /** It is no Parquet, and its name does not say that it were. */
    OTHER,
    /** Spark's own reader takes it. */
    SPARKS,
    /** Spark's own reader does not take it. */
    OURS
  }

  /**
   * The answer.
   *
   * @param text the reason that it cannot be read, or its columns as JSON
   * @param keys the ids of its rows whose key is not null; null: they were not read
   */
  record Found(Kind kind, String text, long[] keys) implements Serializable {}

  /**
   * The keys of files.
   *
   * @param column holds them
   * @param format reads it
   */
  record Keys(String column, TableFormat format) implements Serializable {}

  private final boolean named;
  private final Keys keys; // null: none are asked for
  private final long mostKeys;

  // Neighbours have most of their footers in common.
  private transient FileSchema schema;
  private transient FileMetaData last;
  private transient StructType columns;
  private transient String text;

  /**
   * @param named whether Parquet files are known by their names
   * @param keys those of which ids are made; empty: none are
   * @param mostKeys how many ids of a file are wanted, at most
   */
  FooterLook(boolean named, Optional<Keys> keys, long mostKeys) {
    this.named = named;
    this.keys = keys.orElse(null);
    this.mostKeys = mostKeys;
  }

  @Override
  public Found answer(InputFile file, Configuration hadoop) {
    Path path = new Path(file.path());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            SmallFile.open(path, file.length(), hadoop),
            HadoopReadOptions.builder(hadoop, path).build())) {
      return found(reader, file, hadoop);
    } catch (IOException | RuntimeException e) { // the library throws both for what is no Parquet
      return why(path, hadoop, e);
    }
  }

  /** What a file is that has no footer. */
  private Found why(Path path, Configuration hadoop, Exception e) {
    byte[] start;
    byte[] end;
    try (FSDataInputStream in = InputFile.open(path, hadoop)) {
      long length = path.getFileSystem(hadoop).getFileStatus(path).getLen();
      if (length == 0) {
        return unreadable("0 bytes (a Parquet file has a footer)");
      }
      start = new byte[(int) Math.min(length, LfsPointer.LENGTH)];
      end = new byte[(int) Math.min(length, MAGIC)];
      in.readFully(0, start);
      in.readFully(length - end.length, end);
    } catch (IOException failure) {
      return unreadable(failure.getMessage());
    }
    if (named && !ParquetFooters.isNamed(path.getName()) && !isMagic(start)) {
      return new Found(Kind.OTHER, "", null);
    }
    return unreadable(
        LfsPointer.isPointer(start)
            ? LfsPointer.EXPLAINED
            : isMagic(end)
                ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                : "no Parquet, or cut (it does not end in PAR1)");
  }

  private static Found unreadable(String reason) {
    return new Found(Kind.UNREADABLE, "Cannot read file: " + reason, null);
  }

  /** Whether bytes begin as Parquet files begin and end, encrypted ones too. */
  private static boolean isMagic(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.startsWith("PAR1") || text.startsWith("PARE");
  }

  private Found found(ParquetFileReader reader, InputFile file, Configuration hadoop) {
    ParquetMetadata footer = reader.getFooter();
    boolean sparks =
        footer.getFileMetaData().getSchema().getFields().stream().noneMatch(FileSchema::isOdd);
    for (BlockMetaData group : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (!isThere(chunk.getCodec())) {
          return unreadable(
              "compressed with "
                  + chunk.getCodec().name().toLowerCase(Locale.ROOT)
                  + ", for which no codec is installed (write it with zstd, snappy or gzip)");
        }
        sparks &= !chunk.getEncodings().contains(Encoding.BYTE_STREAM_SPLIT);
      }
    }
    note(footer.getFileMetaData(), hadoop);
    return new Found(sparks ? Kind.SPARKS : Kind.OURS, text, keys(reader, file));
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

  private void note(FileMetaData file, Configuration hadoop) {
    if (schema == null) {
      schema = new FileSchema(conf(hadoop));
    }
    if (last == null
        || !last.getSchema().equals(file.getSchema())
        || !last.getKeyValueMetaData().equals(file.getKeyValueMetaData())) {
      columns = schema.of(file);
      text = columns.json();
      last = file;
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

  /** Null too where they cannot be read: whoever needs them is told why. */
  private long[] keys(ParquetFileReader reader, InputFile file) {
    if (keys == null || !SmallFile.isSmall(file.length()) || reader.getRecordCount() > mostKeys) {
      return null;
    }
    StructField[] named =
        Arrays.stream(columns.fields())
            .filter(field -> field.name().equalsIgnoreCase(keys.column()))
            .toArray(StructField[]::new);
    if (named.length == 0) {
      return new long[0];
    }
    if (named.length > 1 || !named[0].name().equals(keys.column())) {
      return null;
    }
    try {
      StructType one = new StructType(named);
      SampleIds ids = SampleIds.of(Optional.of(keys.column()), Share.SAMPLE, one);
      Iterator<InternalRow> rows = keys.format().records(reader, one);
      LongStream.Builder found = LongStream.builder();
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        if (ids.isKnown(row)) {
          found.add(ids.id(row, null)); // a key, so no name
        }
      }
      return found.build().toArray();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
