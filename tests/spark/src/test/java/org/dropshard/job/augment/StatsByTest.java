package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics by the values of a column. */
class StatsByTest {
  private static final String[] LABELS = {"cat", "dog", null};

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 300; id++) {
      byte[] npy = Tables.npy(id, new int[] {2, 1, 3}, (of, i) -> of % 7 + i * 0.1);
      rows.add(RowFactory.create(id, LABELS[(int) (id % 3)], npy));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("label", DataTypes.StringType)
            .add("x", DataTypes.BinaryType);
    JobRun.spark().createDataFrame(rows, schema).repartition(3).write().parquet(table.toString());
  }

  private static JobRun of(String command, String... options) {
    List<String> all =
        new ArrayList<>(List.of(command, "--input", table.toString(), "--layout", "CHW"));
    all.addAll(List.of(options));
    return JobRun.of(all.toArray(String[]::new));
  }

  private static JsonNode json(JobRun run) throws IOException {
    assertEquals(ExitCode.DONE, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  /** To the last bit: what another run says of the samples of that value alone. */
  @Test
  void eachIsWhatItsSamplesGive() throws IOException {
    JsonNode by = json(of("stats", "--stats-by", "label", "--json")).get("by");
    assertEquals(3, by.size());
    for (JsonNode one : by) {
      String label = one.get("value").asText();
      String where = label.equals("null") ? "label is null" : "label = '" + label + "'";
      JsonNode alone = json(of("stats", "--where", where, "--json"));
      assertEquals(alone.get("channels"), one.get("channels"), label);
      assertEquals(alone.get("normalize"), one.get("normalize"), label);
    }
  }

  private void augment(Path output, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--key", "id", "--layout", "CHW", "--kind", "element"));
    options.addAll(List.of("--drop", "0.3", "--seed", "4", "--stats-by", "label"));
    options.addAll(List.of("--copies", "2"));
    options.addAll(List.of(more));
    JobRun.augment(table, output, options.toArray(String[]::new));
  }

  @Test
  void anOutputHasThemAndTheyAreProven() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String partitions : new String[] {"1", "5"}) {
      JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
      Path output = folder.resolve("out" + partitions);
      augment(output);
      texts.add(Files.readString(output.resolve("_dropshard/stats.json")));
    }
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    assertEquals(texts.get(0), texts.get(1), "for any partitioning");
    Path output = folder.resolve("out5");
    JsonNode stats = JobRun.json(output, "stats.json");
    assertEquals("cat", stats.at("/after/by/0/value").asText());
    assertEquals(600, stats.at("/after/by/0/channels/0/count").asInt());
    assertEquals(300, stats.at("/before/by/2/channels/0/count").asInt());
    for (String[] arguments :
        new String[][] {
          {"verify", output.toString()}, {"verify", output.toString(), "--input", table.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    augment(output, "--if-exists", "append");
    assertEquals(
        1200, JobRun.json(output, "stats.json").at("/after/by/1/channels/0/count").asInt());
  }

  @Test
  void whatCannotBeIsRefused() {
    JobRun many = of("stats", "--stats-by", "id");
    assertEquals(ExitCode.USAGE, many.code(), many.err());
    assertTrue(many.err().contains("values or more (at most 256)"), many.err());
    JobRun none = of("stats", "--stats-by", "colour");
    assertEquals(ExitCode.USAGE, none.code(), none.err());
    assertTrue(none.err().contains("Invalid --stats-by: colour (the columns are "), none.err());
    assertEquals(1, none.err().lines().count(), none.err());
  }
}
