package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of shards that were read, changed and written again by their format's own reader and
 * writer, all checksums made anew: with the input each is found.
 */
class ValueMutationTest {
  private static final long SEED = 19;

  @TempDir static Path folder;
  private static Path table;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> counts = new TreeMap<>();
  private int cases;

  @BeforeAll
  static void make() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 4; id++) {
      byte[] tensor = NpyFiles.ramp(id + 0.1f, 3, 4, 5);
      rows.add(RowFactory.create(id, "cats", "caption " + id, 7 + (int) id, tensor));
    }
    table = folder.resolve("table");
    JobRun.spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("id", DataTypes.LongType)
                .add("label", DataTypes.StringType)
                .add("caption", DataTypes.StringType)
                .add("n", DataTypes.IntegerType)
                .add("x", DataTypes.BinaryType))
        .coalesce(1)
        .write()
        .parquet(table.toString());
  }

  @Test
  void everyValueIsHeld() throws IOException, NpyException {
    for (ShardFormat format : Formats.shards()) {
      every(format);
    }
    counts.forEach((what, count) -> System.out.println(what + " " + count));
    assertTrue(cases >= 60, counts.toString());
  }

  private void every(ShardFormat format) throws IOException, NpyException {
    Path output = folder.resolve(format.label());
    String[] options = {
      "--output-format", format.label(), "--key", "id", "--layout", "CHW", "--kind", "spatial"
    };
    String[] more = {"--drop", "0.4", "--seed", "7", "--scale", "none"};
    JobRun.augment(
        table, output, Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new));
    String line = Files.readString(output.resolve("_dropshard/shards.jsonl")).strip();
    Path shard = output.resolve(new ObjectMapper().readTree(line).get("file").asText());
    var read = JobRun.spark().read().format(format.label()).load(shard.toString());
    StructType columns = read.schema();
    List<Row> rows = read.collectAsList();

    write(format, output, shard, columns, rows);
    ends(ExitCode.DONE, format.label() + ": nothing changed", output);
    for (Map.Entry<String, List<Row>> change : changes(columns, rows).entrySet()) {
      write(format, output, shard, columns, change.getValue());
      ends(ExitCode.VERIFICATION, format.label() + ": " + change.getKey(), output);
    }
  }

  private void ends(ExitCode code, String what, Path output) {
    JobRun run = JobRun.of("verify", output.toString(), "--input", table.toString());
    assertEquals(code, run.code(), what + ": " + run.out() + run.err());
    assertEquals(code == ExitCode.DONE ? 0 : 1, run.err().lines().count(), run.err());
    counts.merge(what.replaceAll("row \\d+", "a row") + ": " + code, 1, Integer::sum);
    cases++;
  }

  /** Every value of one row, two rows exchanged in a column, and rows that are more or fewer. */
  private Map<String, List<Row>> changes(StructType columns, List<Row> rows) throws NpyException {
    Map<String, List<Row>> changes = new LinkedHashMap<>();
    for (int column = 0; column < columns.length(); column++) {
      int row = random.nextInt(rows.size());
      String where = columns.apply(column).name() + " of row " + row;
      Object value = rows.get(row).get(column);
      if (value instanceof byte[] cell && Npy.isNpy(cell)) {
        changes.put("kept value, " + where, with(rows, row, column, touched(cell, false)));
        int dropped = 0;
        while (touched((byte[]) rows.get(dropped).get(column), true) == null) {
          dropped++;
        }
        byte[] filled = touched((byte[]) rows.get(dropped).get(column), true);
        changes.put("dropped value, " + where, with(rows, dropped, column, filled));
        Object other = rows.get((row + 1) % rows.size()).get(column);
        changes.put("another's tensor, " + where, with(rows, row, column, other));
      } else {
        changes.put(where, with(rows, row, column, other(value)));
      }
    }
    changes.put("a row less", rows.subList(1, rows.size()));
    List<Row> twice = new ArrayList<>(rows);
    twice.add(rows.get(0));
    changes.put("a row twice", twice);
    return changes;
  }

  private static Object other(Object value) {
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof String text) {
      return "evil" + text;
    }
    if (value instanceof byte[] bytes) {
      byte[] changed = bytes.clone();
      changed[0] ^= 1;
      return changed;
    }
    return ((scala.collection.Seq<?>) value).reverse(); // a shape
  }

  /** A cell of floats with one of another value; null if there is none of its sort. */
  private byte[] touched(byte[] cell, boolean zero) throws NpyException {
    Tensor tensor = Npy.read(cell);
    int size = (int) Tensor.elements(tensor.shape()) * Float.BYTES;
    byte[] changed = cell.clone();
    ByteBuffer values =
        ByteBuffer.wrap(changed, cell.length - size, size).slice().order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < size; at += Float.BYTES) {
      if (values.getFloat(at) == 0 == zero) {
        places.add(at);
      }
    }
    if (places.isEmpty()) {
      return null;
    }
    int at = places.get(random.nextInt(places.size()));
    values.putFloat(at, Math.nextUp(values.getFloat(at)));
    return changed;
  }

  private static List<Row> with(List<Row> rows, int row, int column, Object value) {
    List<Row> changed = new ArrayList<>(rows);
    Object[] values = new Object[rows.get(row).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == column ? value : rows.get(row).get(i);
    }
    changed.set(row, RowFactory.create(values));
    return changed;
  }

  /** Puts rows in a shard's place, with its index, and makes the account's checksums right. */
  private static void write(
      ShardFormat format, Path output, Path shard, StructType columns, List<Row> rows)
      throws IOException {
    Path written = Files.createTempDirectory(folder, "written").resolve("rows");
    JobRun.spark()
        .createDataFrame(rows, columns)
        .coalesce(1)
        .write()
        .format(format.label())
        .option("encoding.x", "ndarray")
        .save(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Path file =
          files.filter(one -> one.getFileName().toString().startsWith("part-")).findFirst().get();
      Forger.dropHadoops(output);
      Files.copy(file, shard, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    String name = output.relativize(shard).toString();
    Map<String, org.apache.hadoop.fs.Path> shards =
        Map.of(name, new org.apache.hadoop.fs.Path(shard.toUri()));
    for (Map.Entry<String, String> index : format.indexes(JobRun.spark(), shards).entrySet()) {
      Files.writeString(output.resolve(index.getKey()), index.getValue());
    }
    Forger.seal(output);
  }
}
