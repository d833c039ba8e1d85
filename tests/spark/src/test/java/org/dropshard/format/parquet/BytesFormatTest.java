package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.dropshard.Python;
import org.dropshard.format.SmallFile;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Cells of bytes are those that Spark's own reader finds, whoever wrote the pages. */
class BytesFormatTest {
  private static final StructType COLUMNS =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("x", DataTypes.BinaryType)
          .add("id", DataTypes.LongType)
          .add("mask", DataTypes.BinaryType);

  /** No file is read whole. */
  private static final long NONE = -1;

  private static final String OTHERS =
      """
import sys, random
import pyarrow, pyarrow.parquet, duckdb, polars
random.seed(3)
few = [random.randbytes(3000) for _ in range(5)]
cells = [None if i % 7 == 0 else few[i % 5] if i < 150 else random.randbytes(i * 9) for i in range(400)]
rows = pyarrow.table({
    "label": [None if i % 4 == 0 else str(i % 3) for i in range(400)],
    "x": pyarrow.array(cells, pyarrow.binary()),
    "id": list(range(400)),
    "mask": pyarrow.array([b"" if i % 2 else None for i in range(400)], pyarrow.binary())})
for version in ["1.0", "2.0"]:
    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        for dictionary in [True, False]:
            pyarrow.parquet.write_table(
                rows, f"{sys.argv[1]}/pyarrow-{version}-{codec}-{dictionary}.parquet", compression=codec,
                data_page_version=version, use_dictionary=dictionary, data_page_size=20000,
                dictionary_pagesize_limit=200000, row_group_size=170)
for codec in ["uncompressed", "snappy", "zstd"]:
    duckdb.sql(f"copy rows to '{sys.argv[1]}/duckdb-{codec}.parquet' (format parquet, codec {codec})")
    polars.from_arrow(rows).write_parquet(
        f"{sys.argv[1]}/polars-{codec}.parquet", compression=codec, row_group_size=150, data_page_size=30000)
""";

  @TempDir Path folder;

  /**
   * A table of them, as the job reads it.
   *
   * @param small the length of files that are read whole
   */
  private static Dataset<Row> table(Path input, StructType columns, long small) {
    SparkSession spark = JobRun.spark();
    InMemoryFileIndex index =
        new InMemoryFileIndex(
            spark,
            CollectionConverters.asScala(
                    List.of(new org.apache.hadoop.fs.Path(input.toUri().toString())))
                .toSeq(),
            Map$.MODULE$.empty(),
            Option.empty(),
            NoopCache$.MODULE$,
            Option.empty(),
            Option.empty());
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            index,
            index.partitionSchema(),
            columns,
            Option.empty(),
            new BytesFormat(small),
            Map$.MODULE$.empty(),
            spark));
  }

  /** How many of a query's columns of bytes are read from their pages in all batches. */
  private static long ours(Dataset<Row> table) {
    FlatMapFunction<Iterator<ColumnarBatch>, Integer> count =
        batches -> {
          List<Integer> counts = new ArrayList<>();
          batches.forEachRemaining(
              batch -> {
                int found = 0;
                for (int i = 0; i < batch.numCols(); i++) {
                  found += batch.column(i) instanceof BytesVector ? 1 : 0;
                }
                counts.add(found);
              });
          return counts.iterator();
        };
    List<Integer> counts =
        ((org.apache.spark.sql.classic.Dataset<Row>) table)
            .queryExecution()
            .sparkPlan()
            .collectLeaves()
            .head()
            .executeColumnar()
            .toJavaRDD()
            .mapPartitions(count)
            .distinct()
            .collect();
    assertEquals(1, counts.size());
    return counts.get(0);
  }

  /** Rows as Spark's reader and ours have them. */
  private static void compare(Path input, int rows, int ours) {
    Dataset<Row> table = table(input, COLUMNS, NONE);
    List<Row> found = table.orderBy("id").collectAsList();
    List<Row> whole = table(input, COLUMNS, SmallFile.MOST).orderBy("id").collectAsList();
    List<Row> expected =
        JobRun.spark()
            .read()
            .schema(COLUMNS)
            .parquet(input.toString())
            .orderBy("id")
            .collectAsList();
    assertEquals(rows, found.size(), input.toString());
    assertEquals(rows, whole.size(), input.toString());
    for (int i = 0; i < rows; i++) {
      for (int column = 0; column < COLUMNS.length(); column++) {
        if (expected.get(i).get(column) instanceof byte[] bytes) {
          assertArrayEquals(bytes, (byte[]) found.get(i).get(column), input + ", row " + i);
          assertArrayEquals(bytes, (byte[]) whole.get(i).get(column), input + ", row " + i);
        } else {
          assertEquals(expected.get(i).get(column), found.get(i).get(column), input + ", row " + i);
          assertEquals(expected.get(i).get(column), whole.get(i).get(column), input + ", row " + i);
        }
      }
    }
    assertEquals(ours, ours(table), input.toString());
    Dataset<Row> alone =
        table.select("x", "_metadata.row_index"); // no column of the file is Spark's
    assertEquals(rows, alone.collectAsList().size());
    assertEquals(Math.min(1, ours), ours(alone), input.toString());
  }

  private static byte[] cell(Random random, int row) {
    byte[] cell = new byte[row % 11 == 0 ? 0 : 1000 + row];
    new Random(row < 200 ? row % 7 : random.nextLong()).nextBytes(cell);
    return cell;
  }

  private static List<Row> rows(int rows) {
    Random random = new Random(1);
    List<Row> written = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      written.add(
          RowFactory.create(
              i % 5 == 0 ? null : "row " + i % 3,
              i % 13 == 0 ? null : cell(random, i),
              (long) i,
              i % 2 == 0 ? null : new byte[] {(byte) i}));
    }
    return written;
  }

  private Path write(List<Row> rows, Map<String, String> options) {
    Path out = folder.resolve("sparks");
    JobRun.spark()
        .createDataFrame(rows, COLUMNS)
        .coalesce(1)
        .write()
        .options(options)
        .parquet(out.toString());
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "PARQUET_1_0,snappy,true",
    "PARQUET_1_0,gzip,false",
    "PARQUET_1_0,uncompressed,true",
    "PARQUET_2_0,snappy,true",
    "PARQUET_2_0,zstd,true"
  })
  void whatSparkWroteInManyRowGroupsAndPages(String version, String codec, String dictionary) {
    boolean first = version.equals("PARQUET_1_0");
    Path out =
        write(
            rows(600),
            Map.of(
                "parquet.writer.version", version,
                "compression", codec,
                "parquet.enable.dictionary", dictionary,
                "parquet.page.size", "9000",
                "parquet.block.size", "100000"));
    String split = "spark.sql.files.maxPartitionBytes";
    JobRun.spark().conf().set(split, "150000b");
    try {
      compare(out, 600, first ? 2 : 0); // the second version's values are deltas
    } finally {
      JobRun.spark().conf().unset(split);
    }
  }

  /** More than is read ahead lies between some of them, and in one. */
  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd", "uncompressed"})
  void largePages(String codec) {
    Random random = new Random(4);
    List<Row> written = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] cell = new byte[i == 5 ? 20 << 20 : (1 << 20) + i * 300_000];
      random.nextBytes(cell);
      written.add(RowFactory.create("", i % 4 == 3 ? new byte[100_000] : cell, (long) i, null));
    }
    compare(
        write(written, Map.of("compression", codec, "parquet.enable.dictionary", "false")), 12, 2);
  }

  @Test
  void whatPyarrowDuckDbAndPolarsWrote() throws IOException {
    Python.assumeModules("pyarrow", "duckdb", "polars");
    Python.run(OTHERS, folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        boolean deltas = file.getFileName().toString().startsWith("duckdb");
        compare(file, 400, deltas ? (int) ours(table(file, COLUMNS, NONE)) : 2);
      }
    }
  }

  @Test
  void smallFilesOfAllTypesInFolders() {
    Path out = folder.resolve("types");
    SparkSession spark = JobRun.spark();
    spark
        .range(60)
        .selectExpr(
            "id",
            "cast(id as byte) b",
            "cast(id as short) s",
            "cast(id as int) i",
            "if(id % 4 = 0, null, cast(id as float) / 3) f",
            "cast(id as double) / 7 d",
            "id % 2 = 0 yes",
            "if(id % 3 = 0, null, concat('row ', id)) text",
            "cast(concat('cell ', id) as binary) cell",
            "if(id % 5 = 0, null, transform(sequence(0, id % 6), x -> cast(x as float))) list",
            "array(array(cast(id as int), null), null) lists",
            "date_sub(date'1500-01-01', cast(id as int)) day",
            "timestamp_seconds(id - 20000000000) time",
            "cast(id as decimal(12, 3)) money",
            "named_struct('a', id, 'b', array(id)) struct",
            "map('k', id) map",
            "id % 3 folder")
        .repartition(4)
        .write()
        .partitionBy("folder")
        .parquet(out.toString());
    Dataset<Row> sparks = spark.read().parquet(out.toString());
    String[] plain = {"f", "id", "b", "s", "i", "d", "yes", "text", "list", "lists", "folder"};
    for (String[] columns :
        List.of(plain, new String[] {"id", "day", "time", "money", "struct", "map", "i"})) {
      StructType files =
          new StructType(
              Stream.of(sparks.schema().fields())
                  .filter(field -> !field.name().equals("folder"))
                  .toArray(StructField[]::new));
      Dataset<Row> ours = table(out, files, SmallFile.MOST);
      String[] more = {"hex(cell)", "_metadata.row_index", "_metadata.file_path"};
      String[] all = Stream.of(columns, more).flatMap(Stream::of).toArray(String[]::new);
      assertEquals(
          sparks.selectExpr(all).orderBy("id").collectAsList(),
          ours.selectExpr(all).orderBy("id").collectAsList());
      assertEquals(
          sparks.where("i > 40").selectExpr(all).orderBy("id").collectAsList(),
          ours.where("i > 40").selectExpr(all).orderBy("id").collectAsList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip", "uncompressed"})
  void aBrokenPageIsOneLine(String codec) throws IOException {
    byte[] bytes = tensors(codec);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 4000; i++) {
      bytes[i] = -1;
    }
    refuse(bytes);
  }

  /** The footer says that the column has a value less than there are in its pages. */
  @Test
  void pagesOfMoreValuesThanTheirColumnAreOneLine() throws IOException {
    byte[] bytes = tensors("snappy");
    ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int footer = bytes.length - 8 - end.getInt(bytes.length - 8);
    FileMetaData facts =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, footer, bytes.length - footer));
    for (ColumnChunk chunk : facts.getRow_groups().get(0).getColumns()) {
      ColumnMetaData column = chunk.getMeta_data();
      if (column.getPath_in_schema().equals(List.of("x"))) {
        column.setNum_values(column.getNum_values() - 1);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, footer);
    Util.writeFileMetaData(facts, out);
    int length = out.size() - footer;
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    out.write(bytes, bytes.length - 4, 4);
    refuse(out.toByteArray());
  }

  private byte[] tensors(String codec) throws IOException {
    List<Row> tensors = new ArrayList<>();
    Random random = new Random(2);
    for (long i = 0; i < 300; i++) {
      byte[] values = new byte[4 * 3 * 16 * 16];
      random.nextBytes(values);
      byte[] cell = Npy.write(new Tensor(DType.INT32, new int[] {3, 16, 16}, values, 0));
      tensors.add(RowFactory.create("", cell, i, null));
    }
    Map<String, String> options =
        Map.of("compression", codec, "parquet.enable.dictionary", "false");
    Path out = write(tensors, options);
    Path file;
    try (Stream<Path> files = Files.list(out)) {
      file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    return Files.readAllBytes(file);
  }

  private void refuse(byte[] bytes) throws IOException {
    Path broken = folder.resolve("broken.parquet");
    Files.write(broken, bytes);
    JobRun run =
        JobRun.spatial("augment", broken, folder.resolve("out"), "--column", "x", "--key", "id");
    assertEquals(ExitCode.INPUT, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("broken.parquet"), run.err());
  }
}
