package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept, as DuckDB and Hugging Face's datasets read the column, by the twin's masks. */
class MaskReadersTest {
  private static final int[] SHAPE = {3, 5, 7};

  private static final String JUDGE =
      """
      import sys
      sys.path.insert(0, sys.argv[1])
      import datasets, dropshard_mask, duckdb, numpy
      def both(folder, kind):
          rows = duckdb.sql(f"SELECT sample_id, copy, kept FROM '{folder}/*.parquet'")
          assert str(rows.types[2]) == kind, rows.types
          loaded = datasets.load_dataset("parquet", data_files=folder + "/*.parquet", split="train")
          told = [(row["sample_id"], row["copy"], row["kept"]) for row in loaded]
          assert sorted(told) == sorted(rows.fetchall())
          return told
      groups = dict(groups={"a": [0, 2], "b": 1}, drop=0.5, at_least=1)
      for id, copy, kept in both(sys.argv[2], "BOOLEAN[]"):
          assert kept == dropshard_mask.sensor_groups(3, 9, id, copy, **groups)[1], (id, copy)
      for id, copy, kept in both(sys.argv[3], "BLOB"):
          bits = numpy.unpackbits(numpy.frombuffer(kept, "u1"), bitorder="little")
          mask = dropshard_mask.pixel((3, 5, 7), 9, id, copy, "CHW", drop=0.3).ravel()
          assert (bits[:35] == mask).all() and not bits[35:].any(), (id, copy)
      print("as both read it")
      """;

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    Python.assumeModules("numpy", "duckdb", "datasets", "cryptography");
    table = folder.resolve("in.parquet");
    Tables.write(table, 15, SHAPE, (id, i) -> 1.0 + id + i);
  }

  private static String run(String name, String kind) {
    Path output = folder.resolve(name);
    String[] options = {"--key", "id", "--layout", "CHW", "--seed", "9", "--copies", "3"};
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--kind", kind, "--mask-column", "kept"));
    JobRun.augment(table, output, all.toArray(String[]::new));
    return output.toString();
  }

  @Test
  void booleansAndBitsAreReadAsTheyWereDrawn() {
    String groups =
        run("groups", "sensor {groups = {a = [0, 2], b = 1}, drop = 0.5, at_least = 1}");
    String places = run("places", "pixel {drop = 0.3}");
    String conf = Path.of("../../conf").toString();
    assertEquals(List.of("as both read it"), last(Python.run(0, JUDGE, conf, groups, places)));
  }

  /** Bars of progress go to the same stream. */
  private static List<String> last(List<String> lines) {
    return lines.subList(lines.size() - 1, lines.size());
  }
}
