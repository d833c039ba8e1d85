package org.dropshard.format.mds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;
import org.dropshard.format.ShardRecordFormat;
import org.dropshard.format.ShardSchema;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;
import scala.collection.immutable.Map;

/**
 * {@code spark.read.format("mds")}, {@code df.write.format("mds")}: a dataset that MosaicML's
 * StreamingDataset opens.
 *
 * <p>Read: the columns are those that the shards name. {@code ndarray} and {@code pil} columns come
 * as npy in binary cells, {@code str} and {@code json} as strings, numbers as numbers, all else as
 * the bytes that it is: pickles stay unread.
 *
 * <p>Written: bigint as {@code int}, other numbers as themselves, booleans as {@code uint8},
 * strings as {@code str}, binary as {@code bytes}. Option {@code encoding.COLUMN} says otherwise:
 * {@code ndarray} for binary cells of npy (of each shard's type and shape, if they are the same),
 * {@code jpeg} or {@code png} for such cells, {@code json} for strings. Options {@code
 * compression}: {@code none} or {@code zstd}; {@code hashes}: {@code sha1,sha256} and the like, for
 * the index. When the shards are committed, each folder of them and the dataset's own gets its
 * {@code index.json}, be it by {@code save}, a new table or {@code INSERT}; only {@code
 * partitionOverwriteMode} {@code dynamic} is refused, which moves shards after the commit.
 */
public final class MdsFormat extends ShardRecordFormat {
  private static final long serialVersionUID = 1L;

  /** What is said of values that cannot be written. */
  static final String NO_NULLS = "MDS has no nulls";

  /** Leaves room for a last sample, and what comes before the first. */
  private static final long MOST_SHARD_BYTES = 1L << 31;

  @Override
  public String label() {
    return "mds";
  }

  @Override
  public List<String> endings() {
    return List.of(".mds", ".mds.zstd", ".mds.gz", ".mds.bz2", ".mds.snappy", MdsFile.BROTLI);
  }

  @Override
  public Optional<String> unreadable(String name) {
    return name.endsWith(MdsFile.BROTLI)
        ? Optional.of("Brotli is not read here (brotli --decompress --rm makes a plain shard)")
        : Optional.empty();
  }

  @Override
  public List<NamedEncoding> encodings() {
    return List.of(NamedEncoding.NPY, NamedEncoding.PNG, NamedEncoding.TIFF);
  }

  @Override
  public Optional<NamedEncoding> pictureEncoding() {
    return Optional.of(NamedEncoding.PNG);
  }

  @Override
  public List<String> compressions() {
    return List.of("none", "zstd");
  }

  @Override
  public CellEncoding usualEncoding(CellEncoding input) {
    return new NdarrayCells();
  }

  @Override
  public Optional<String> nullRule() {
    return Optional.of(NO_NULLS);
  }

  @Override
  public void checkShardBytes(long shardBytes) {
    if (shardBytes > MOST_SHARD_BYTES) {
      throw new IllegalArgumentException("an MDS shard has 32-bit offsets: at most 2GB");
    }
  }

  @Override
  public Optional<String> indexName() {
    return Optional.of(MdsIndex.NAME);
  }

  @Override
  public java.util.Map<String, String> indexes(
      SparkSession spark, java.util.Map<String, Path> shards) throws IOException {
    return MdsIndex.of(spark, shards);
  }

  /** A column of two types is of the first, and shards of the other are refused by their reader. */
  @Override
  protected StructType united(StructType a, StructType b) {
    StructType all = a;
    for (StructField field : b.fields()) {
      all = Arrays.asList(all.fieldNames()).contains(field.name()) ? all : all.add(field);
    }
    return all;
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    StructType columns = new StructType();
    if (isShard(file)) {
      try (FileInput in = MdsFile.open(file, length, hadoop)) {
        MdsConfig config = MdsHeader.read(in).config();
        for (int i = 0; i < config.names().size(); i++) {
          columns = columns.add(config.encodings().get(i).column(config.names().get(i), file));
        }
      } catch (MalformedRecordException e) {
        options.pardon(e);
      }
    }
    return columns;
  }

  @Override
  public boolean holdsLists() {
    return false;
  }

  private static boolean isShard(Path file) {
    return !file.getName().equals(MdsIndex.NAME);
  }

  @Override
  public Optional<java.util.Map<String, Long>> missing(
      Path index, Predicate<String> isThere, Configuration hadoop) throws IOException {
    return isShard(index)
        ? Optional.empty()
        : ShardIndex.read(index, hadoop).map(read -> read.missing(isThere));
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    if (!isShard(file) || ShardIndex.isTwin(file, hadoop)) {
      return RecordReader.none();
    }
    ShardIndex.check(file, length, hadoop);
    return new MdsReader(MdsFile.open(file, length, hadoop), wanted);
  }

  @Override
  protected void checkReadable(StructType wanted) {
    // Each shard says itself what its columns are; the reader compares.
  }

  /** The shards alone: their index is the caller's to write. */
  @Override
  public OutputWriterFactory prepare(
      SparkSession spark, Job job, ShardSchema schema, java.util.Map<String, String> options) {
    java.util.Map<String, String> own = new HashMap<>(options);
    own.put(MdsColumn.ENCODING + schema.tensor(), MdsColumn.ofCells(schema.encoding().label()));
    schema
        .also()
        .forEach(
            (name, encoding) -> {
              if (!encoding.label().equals(CellEncoding.RAW.label())) {
                own.put(MdsColumn.ENCODING + name, MdsColumn.ofCells(encoding.label()));
              }
            });
    return factory(new FormatOptions(own), schema.columns());
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    String protocol = spark.sessionState().conf().fileCommitProtocolClass();
    if (protocol.equals(SQLHadoopMapReduceCommitProtocol.class.getName())) {
      job.getConfiguration()
          .setClass(
              SQLConf.OUTPUT_COMMITTER_CLASS().key(),
              MdsIndexCommitter.class,
              OutputCommitter.class);
    } else { // an object store's
      job.getConfiguration()
          .setClass(
              PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS,
              MdsIndexCommitterFactory.class,
              PathOutputCommitterFactory.class);
    }
    return factory(new FormatOptions(options), columns);
  }

  private OutputWriterFactory factory(FormatOptions options, StructType columns) {
    List<MdsColumn> encoders = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      StructField field = columns.apply(i);
      encoders.add(MdsColumn.of(field, i, options));
    }
    encoders.sort(Comparator.comparing(MdsColumn::name));
    List<String> hashes =
        options
            .get(HASHES)
            .map(text -> Arrays.stream(text.split(",")).map(String::strip).sorted().toList())
            .orElse(List.of());
    hashes.forEach(MdsIndex::digest);
    boolean zstd = options.choice(COMPRESSION, compressions()).equals("zstd");
    return new MdsShardFactory(List.copyOf(encoders), zstd, List.copyOf(hashes));
  }
}
