package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.internal.io.HadoopMapReduceCommitProtocol;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobKryoRegistrator;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The formats as any application of Spark's sees them: SQL's USING, and tasks that are tried again.
 */
class SqlSourcesTest {
  private static final String ROWS =
      "SELECT id, concat('n', id) AS name, CAST(id %% 2 AS INT) AS part,"
          + " dropout_input AS %s FROM (SELECT id, X'%s' AS dropout_input FROM range(%d))";

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    JobRun.spark().stop();
    spark =
        SparkSession.builder()
            .master("local[2,3]") // a task may fail twice
            .appName("tests")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", JobKryoRegistrator.class.getName())
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String rows(String tensor, int count) {
    String hex = java.util.HexFormat.of().formatHex(FormatFiles.npy(2, 3));
    return String.format(ROWS, tensor, hex, count);
  }

  private static Set<String> indexed(Path table) throws IOException {
    Set<String> names = new HashSet<>();
    JsonNode index = new ObjectMapper().readTree(table.resolve("index.json").toFile());
    index.get("shards").forEach(s -> names.add(s.at("/raw_data/basename").asText()));
    return names;
  }

  private static Set<String> shards(Path table) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      Set<String> names = new HashSet<>();
      files
          .filter(file -> file.getFileName().toString().matches("part-.*\\.mds"))
          .forEach(file -> names.add(table.relativize(file).toString()));
      return names;
    }
  }

  @ParameterizedTest
  @CsvSource({"webdataset,npy", "tfrecord,x", "mds,x", "npz,tensor"})
  void tablesAreMadeFilledAndRead(String format, String tensor) throws IOException {
    Path place = folder.resolve("table-" + format);
    spark.sql(
        String.format(
            "CREATE TABLE made_%s USING %s PARTITIONED BY (part) LOCATION '%s' AS %s",
            format, format, place, rows(tensor, 4)));
    String table = "made_" + format;
    spark.sql("INSERT INTO " + table + " SELECT id + 4, name, " + tensor + ", part FROM " + table);
    spark.catalog().refreshTable(table);
    assertEquals(8, spark.table(table).count());
    List<Row> found =
        spark.sql("SELECT id, name FROM " + table + " WHERE part = 1 ORDER BY id").collectAsList();
    assertEquals("[[1,n1], [3,n3], [5,n1], [7,n3]]", found.toString());
    assertEquals(8, spark.sql("SELECT * FROM " + format + ".`" + place + "`").count());
    spark.sql(
        "CREATE TEMPORARY VIEW v_"
            + format
            + " USING "
            + format
            + " OPTIONS (path '"
            + place
            + "')");
    assertEquals(28, spark.sql("SELECT sum(id) FROM v_" + format).first().getLong(0));
    if (format.equals("mds")) {
      assertEquals(shards(place), indexed(place));
      spark.sql(
          "INSERT OVERWRITE " + table + " SELECT id, name, x, part FROM (" + rows(tensor, 3) + ")");
      assertEquals(3, spark.sql("SELECT * FROM mds.`" + place + "`").count());
      assertEquals(shards(place), indexed(place));
      spark.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
      try {
        Exception e =
            assertThrows(
                Exception.class,
                () ->
                    spark.sql(
                        "INSERT OVERWRITE "
                            + table
                            + " SELECT id, name, x, part FROM ("
                            + rows(tensor, 1)
                            + ")"));
        assertTrue(FormatFiles.message(e).contains("index.json would be stale"), e.toString());
      } finally {
        spark.conf().unset("spark.sql.sources.partitionOverwriteMode");
      }
      assertEquals(shards(place), indexed(place));
    }
    spark.sql("DROP TABLE " + table);
  }

  /** A row in, the same row out, unless this attempt of the task is one that fails. */
  private static Row orFail(Row row, int failures) {
    if (TaskContext.get().attemptNumber() < failures && row.<Long>getAs("id") % 10 == 7) {
      throw new IllegalStateException("failure on purpose");
    }
    return row;
  }

  private static void write(String format, String tensor, int failures, Path out) {
    var rows = spark.sql(rows(tensor, 40)).repartition(3);
    rows.map((MapFunction<Row, Row>) row -> orFail(row, failures), Encoders.row(rows.schema()))
        .write()
        .format(format)
        .option("maxRecordsPerFile", 5)
        .partitionBy("part")
        .save(out.toString());
  }

  @ParameterizedTest
  @CsvSource({"webdataset,npy", "tfrecord,x", "mds,x", "npz,tensor"})
  void failedAttemptsLeaveNothing(String format, String tensor) throws IOException {
    Path out = folder.resolve("retried-" + format);
    write(format, tensor, 2, out);
    assertEquals(40, spark.read().format(format).load(out.toString()).count());
    assertEquals(
        780,
        spark
            .read()
            .format(format)
            .load(out.toString())
            .agg(org.apache.spark.sql.functions.sum("id"))
            .first()
            .getLong(0));
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        assertTrue(
            name.matches(
                "_SUCCESS|index\\.json|\\..*\\.crc|part-0000\\d-[0-9a-f-]{36}\\.c\\d{3}\\.\\w+"),
            file.toString());
      }
    }
    if (format.equals("mds")) {
      assertEquals(shards(out), indexed(out));
    }
  }

  /** A protocol that takes the committer of the file system, as those for object stores do. */
  public static final class StoreProtocol extends HadoopMapReduceCommitProtocol {
    private static final long serialVersionUID = 1L;
    private final String folder;

    public StoreProtocol(String job, String folder, boolean dynamic) {
      super(job, folder, dynamic);
      this.folder = folder;
    }

    @Override
    public OutputCommitter setupCommitter(TaskAttemptContext context) {
      try {
        return PathOutputCommitterFactory.createCommitter(
            new org.apache.hadoop.fs.Path(folder), context);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void committersOfObjectStoresWriteTheIndexToo() throws IOException {
    Path out = folder.resolve("store");
    spark.conf().set("spark.sql.sources.commitProtocolClass", StoreProtocol.class.getName());
    try {
      write("mds", "x", 0, out);
    } finally {
      spark.conf().unset("spark.sql.sources.commitProtocolClass");
    }
    assertEquals(40, spark.read().format("mds").load(out.toString()).count());
    assertEquals(shards(out), indexed(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "npz"})
  void aFailedWriteLeavesNoShards(String format) throws IOException {
    Path out = folder.resolve("failed-" + format);
    String tensor = format.equals("npz") ? "tensor" : "npy";
    assertThrows(Exception.class, () -> write(format, tensor, 9, out));
    if (Files.exists(out)) {
      try (Stream<Path> files = Files.walk(out)) {
        assertFalse(files.anyMatch(Files::isRegularFile), format);
      }
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertFalse(
          files.anyMatch(file -> file.getFileName().toString().matches("dropshard-.*\\.(mds|npz)")),
          "files of the task's own are left");
    }
  }
}
