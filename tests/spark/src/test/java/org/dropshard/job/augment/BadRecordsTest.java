package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no sample: the policy decides, and nothing is lost or left behind. */
class BadRecordsTest {
  @TempDir Path folder;
  private Path pictures;
  private Path output;

  @BeforeEach
  void draw() throws IOException {
    pictures = folder.resolve("pictures");
    output = folder.resolve("out");
    DemoPictures.write(pictures, 8, 3);
    Files.writeString(pictures.resolve("words.jpg"), "no picture");
    Files.write(pictures.resolve("empty.png"), new byte[0]);
    Files.writeString(pictures.resolve("notes.txt"), "left out for its extension");
  }

  private JobRun augment(String... policy) {
    return JobRun.of(
        Stream.concat(
                Stream.of(
                    "augment",
                    "--input",
                    pictures.toString(),
                    "--output",
                    output.toString(),
                    "--kind",
                    "spatial",
                    "--drop",
                    "0.3",
                    "--seed",
                    "42",
                    "--progress",
                    "none"),
                Stream.of(policy))
            .toArray(String[]::new));
  }

  private List<Path> leftOvers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.equals(pictures)).toList();
    }
  }

  @Test
  void failNamesTheFileInOneLineAndLeavesNothing() throws IOException {
    JobRun run = augment();
    assertEquals(ExitCode.INPUT, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("empty.png") || run.err().contains("words.jpg"), run.err());
    assertEquals(List.of(), leftOvers());
  }

  @Test
  void quarantineListsEachWithItsReason() throws IOException {
    JobRun run = augment("--on-error", "quarantine");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    List<Row> rows =
        JobRun.spark()
            .read()
            .json(output + "/_dropshard/quarantine")
            .orderBy("key")
            .collectAsList();
    assertEquals(2, rows.size());
    assertEquals("empty.png", rows.get(0).getAs("key"));
    assertEquals("Invalid image: 0 bytes (a picture is not empty)", rows.get(0).getAs("reason"));
    assertTrue(rows.get(1).<String>getAs("file").endsWith("/words.jpg"));
    JsonNode counts = JobRun.json(output, "run.json");
    assertEquals(10, counts.get("rows").get("in").asInt());
    assertEquals(8, counts.get("rows").get("out").asInt());
    assertEquals(2, counts.get("rows").get("bad").asInt());
    assertEquals(1, counts.get("input").get("skipped_files").asInt());
    assertEquals(8, JobRun.spark().read().parquet(output.toString()).count());
  }

  @Test
  void dropCountsThem() throws IOException {
    assertEquals(ExitCode.DONE, augment("--on-error", "drop").code());
    assertEquals(2, JobRun.json(output, "run.json").get("rows").get("bad").asInt());
    assertTrue(Files.notExists(output.resolve("_dropshard/quarantine")));
  }

  @Test
  void moreThanAllowedEndTheRun() throws IOException {
    for (String limit : List.of("1", "10%")) {
      JobRun run = augment("--on-error", "quarantine", "--max-bad", limit);
      assertEquals(ExitCode.BAD_RECORDS, run.code(), run.err());
      assertEquals(List.of(), leftOvers());
    }
    assertEquals(ExitCode.DONE, augment("--on-error", "quarantine", "--max-bad", "20%").code());
  }

  @Test
  void oddPicturesEndAsTheyShould() throws IOException {
    pictures = JobRun.PICTURES.resolve("odd");
    assertEquals(ExitCode.DONE, augment("--on-error", "quarantine").code());
    assertEquals(7, JobRun.json(output, "run.json").get("rows").get("out").asInt());
    List<String> bad =
        JobRun.spark()
            .read()
            .json(output + "/_dropshard/quarantine")
            .orderBy("key")
            .select("key")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertEquals(List.of("bomb.png", "empty.png", "text.jpg", "truncated.jpg"), bad);
  }
}
