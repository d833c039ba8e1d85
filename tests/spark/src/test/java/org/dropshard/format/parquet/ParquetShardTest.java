package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Spark and Parquet's own reader find in a shard what was written. */
class ParquetShardTest {
  private static final int ROWS = 700;

  @TempDir Path folder;

  /** Cells of a type, and what Spark makes of them. */
  private interface Cells {
    Object cell(int row);

    Object expected(int row);
  }

  private static StructType schema(DataType tensor, boolean nullable) {
    return new StructType()
        .add("label", DataTypes.StringType)
        .add("tensor", tensor, nullable)
        .add("tags", DataTypes.createArrayType(DataTypes.IntegerType))
        .add("sample_id", DataTypes.LongType, false);
  }

  /** Writes rows, some of whose other cells are null, and checks what is read. */
  private void check(
      DataType tensor, boolean nullable, Cells cells, Map<String, String> configuration)
      throws IOException {
    StructType schema = schema(tensor, nullable);
    Path file = folder.resolve("shard.parquet");
    write(schema, cells, configuration, file);
    List<Row> rows =
        JobRun.spark()
            .read()
            .schema(schema)
            .parquet(file.toString())
            .orderBy("sample_id")
            .collectAsList();
    assertEquals(ROWS, rows.size());
    for (int i = 0; i < ROWS; i++) {
      Row row = rows.get(i);
      assertEquals(i % 5 == 0 ? null : "row " + i % 7, row.get(0));
      Object read = row.get(1);
      if (read instanceof byte[] bytes) {
        assertArrayEquals((byte[]) cells.expected(i), bytes);
      } else {
        assertEquals(cells.expected(i), lists(row.getList(1)));
      }
      assertEquals(i % 3 == 0 ? null : tags(i), row.isNullAt(2) ? null : row.getList(2));
      assertEquals(i, row.getLong(3));
    }
  }

  private static List<Integer> tags(int row) {
    List<Integer> tags = new ArrayList<>();
    for (int i = 0; i < row % 4; i++) {
      tags.add(i == 1 ? null : row);
    }
    return tags;
  }

  private static void write(
      StructType schema, Cells cells, Map<String, String> configuration, Path file)
      throws IOException {
    Job job = Job.getInstance(JobRun.spark().sessionState().newHadoopConf());
    configuration.forEach(job.getConfiguration()::set);
    String compression = configuration.getOrDefault("compression", "snappy");
    OutputWriterFactory factory =
        ParquetShards.prepare(
            JobRun.spark(),
            job,
            schema,
            "tensor",
            scala.collection.immutable.Map.from(
                CollectionConverters.asScala(Map.of("compression", compression))),
            Map.of("dropshard.test", "kept"),
            0);
    OutputWriter writer =
        factory.newInstance(
            file.toString(),
            schema,
            new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID()));
    assertInstanceOf(ParquetShard.class, writer);
    for (int i = 0; i < ROWS; i++) {
      writer.write(row(i, cells.cell(i)));
    }
    writer.close();
  }

  private static InternalRow row(int i, Object cell) {
    Object label = i % 5 == 0 ? null : UTF8String.fromString("row " + i % 7);
    Object tags = i % 3 == 0 ? null : new GenericArrayData(tags(i).toArray());
    return new GenericInternalRow(new Object[] {label, cell, tags, (long) i});
  }

  private static Object lists(Object value) {
    return value instanceof Seq<?> list
        ? lists(CollectionConverters.asJava(list))
        : value instanceof List<?> list
            ? list.stream().map(ParquetShardTest::lists).toList()
            : value;
  }

  /** Binary cells of many lengths, with runs of zeros, some empty. */
  private static final class Binary implements Cells {
    private final int most;

    Binary(int most) {
      this.most = most;
    }

    @Override
    public Object cell(int row) {
      Random random = new Random(row);
      byte[] cell = new byte[row % 9 == 0 ? 0 : random.nextInt(most)];
      random.nextBytes(cell);
      if (row % 2 == 0) {
        Arrays.fill(cell, cell.length / 3, cell.length / 2, (byte) 0);
      }
      return cell;
    }

    @Override
    public Object expected(int row) {
      return cell(row);
    }
  }

  /** Lists in lists, to a depth, of lengths from zero on. */
  private static final class Lists implements Cells {
    private final DataType element;
    private final int depth;

    Lists(DataType element, int depth) {
      this.element = element;
      this.depth = depth;
    }

    DataType type() {
      DataType type = element;
      for (int i = 0; i < depth; i++) {
        type = new ArrayType(type, i > 0);
      }
      return type;
    }

    @Override
    public Object cell(int row) {
      return list(new Random(row), 1);
    }

    @Override
    public Object expected(int row) {
      return values((ArrayData) cell(row), 1);
    }

    private ArrayData list(Random random, int level) {
      int length = random.nextInt(6);
      if (level < depth) {
        Object[] lists = new Object[length];
        for (int i = 0; i < length; i++) {
          lists[i] = list(random, level + 1);
        }
        return new GenericArrayData(lists);
      }
      length *= 40;
      double[] doubles = random.doubles(length, -9e4, 9e4).toArray();
      if (element.equals(DataTypes.DoubleType)) {
        return UnsafeArrayData.fromPrimitiveArray(doubles);
      }
      float[] floats = new float[length];
      int[] ints = new int[length];
      short[] shorts = new short[length];
      for (int i = 0; i < length; i++) {
        floats[i] = (float) doubles[i];
        ints[i] = (int) doubles[i];
        shorts[i] = (short) ints[i];
      }
      return element.equals(DataTypes.FloatType)
          ? UnsafeArrayData.fromPrimitiveArray(floats)
          : element.equals(DataTypes.IntegerType)
              ? UnsafeArrayData.fromPrimitiveArray(ints)
              : UnsafeArrayData.fromPrimitiveArray(shorts);
    }

    private List<Object> values(ArrayData list, int level) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < list.numElements(); i++) {
        values.add(level < depth ? values(list.getArray(i), level + 1) : list.get(i, element));
      }
      return values;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "snappy, 9000, true",
    "snappy, 300000, false",
    "zstd, 9000, true",
    "gzip, 9000, false",
    "uncompressed, 9000, true",
  })
  void binaryCellsComeBack(String codec, int most, boolean nullable) throws IOException {
    check(DataTypes.BinaryType, nullable, new Binary(most), Map.of("compression", codec));
  }

  @ParameterizedTest
  @CsvSource({
    "float, 1, true",
    "float, 3, false",
    "double, 2, true",
    "int, 1, false",
    "smallint, 4, true",
  })
  void listsComeBack(String element, int depth, boolean nullable) throws IOException {
    Lists lists = new Lists(DataType.fromDDL(element), depth);
    check(lists.type(), nullable, lists, Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000, 100_000})
  void smallPagesAndRowGroupsComeBack(int pageBytes) throws IOException {
    Lists lists = new Lists(DataTypes.FloatType, 2);
    check(
        lists.type(),
        true,
        lists,
        Map.of(
            "parquet.page.size", Integer.toString(pageBytes),
            "parquet.block.size", "200000",
            "parquet.block.row.count.limit", "60"));
  }

  /** What is set for all columns reaches those beside the tensors. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet.column.statistics.enabled", "parquet.enable.dictionary"})
  void columnsWithoutStatisticsOrDictionaryComeBack(String setting) throws IOException {
    check(DataTypes.BinaryType, true, new Binary(900), Map.of(setting, "false"));
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(folder.resolve("shard.parquet").toUri()),
                new Configuration()))) {
      ColumnChunkMetaData label = reader.getRowGroups().get(0).getColumns().get(0);
      assertEquals(setting.contains("dictionary"), !label.getStatistics().isEmpty());
      assertEquals(setting.contains("statistics"), label.hasDictionaryPage());
    }
  }

  @Test
  void rowGroupsEndBelowTheirSizeAndPagesHaveTheirChecksums() throws IOException {
    Path file = folder.resolve("shard.parquet");
    StructType schema = schema(DataTypes.BinaryType, true);
    write(schema, new Binary(9000), Map.of("parquet.block.size", "500000"), file);
    Configuration hadoop = new Configuration();
    hadoop.setBoolean("parquet.page.verify-checksum.enabled", true);
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), hadoop))) {
      assertEquals("kept", reader.getFileMetaData().getKeyValueMetaData().get("dropshard.test"));
      List<BlockMetaData> groups = reader.getRowGroups();
      assertTrue(groups.size() >= 5, groups.size() + " row groups");
      long rows = 0;
      for (int i = 0; i < groups.size(); i++) {
        BlockMetaData group = groups.get(i);
        rows += group.getRowCount();
        assertTrue(group.getCompressedSize() <= 500_000, group.getCompressedSize() + " bytes");
        assertTrue(
            i == groups.size() - 1 || group.getCompressedSize() > 450_000,
            group.getCompressedSize() + " bytes");
        ColumnChunkMetaData tensor = group.getColumns().get(1);
        assertEquals("tensor", tensor.getPath().toDotString());
        assertEquals(group.getRowCount(), tensor.getValueCount());
        assertTrue(tensor.getEncodings().contains(Encoding.PLAIN));
        assertTrue(reader.readOffsetIndex(tensor).getPageCount() >= 1);
        PageReader pages =
            reader
                .readRowGroup(i) // verifies the checksums
                .getPageReader(reader.getFileMetaData().getSchema().getColumns().get(1));
        long values = 0;
        for (DataPage page; (page = pages.readPage()) != null; ) {
          values += page.getValueCount();
        }
        assertEquals(group.getRowCount(), values);
      }
      assertEquals(ROWS, rows);
    }
  }
}
