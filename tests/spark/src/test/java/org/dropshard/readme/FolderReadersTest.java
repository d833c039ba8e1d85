package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that are given the folder of an output alone take its rows, and nothing else. */
class FolderReadersTest {
  private static final String DATASETS =
      """
      import os, sys, datasets
      for folder in sys.argv[1:]:
          data = datasets.load_dataset(folder)
          rows = data["train"]
          ids = rows["sample_id"] if "sample_id" in rows.features else [x["sample_id"] for x in rows["json"]]
          print("read", os.path.basename(folder), sorted(data), len(rows), len(set(ids)))
      """;

  private static final String RAY =
      """
      import os, sys, ray
      ray.init(num_cpus=1, include_dashboard=False, object_store_memory=100 * 2**20)
      for reader, folder in zip(sys.argv[1::2], sys.argv[2::2]):
          rows = getattr(ray.data, reader)(folder).take_all()
          ids = {x["sample_id"] if "sample_id" in x else x["json"]["sample_id"] for x in rows}
          print("read", os.path.basename(folder), len(rows), len(ids))
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    for (int i = 0; i < 4; i++) {
      Path label = Files.createDirectories(folder.resolve("in/class-" + i % 2));
      Files.write(label.resolve(i + ".npy"), NpyFiles.ramp(i, 2, 3, 4));
    }
    Files.createDirectories(folder.resolve("more/class-2"));
    Files.write(folder.resolve("more/class-2/5.npy"), NpyFiles.ramp(5, 2, 3, 4));
  }

  private static String augment(String name, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--layout", "CHW", "--kind", "spatial", "--drop", "0.3"));
    all.addAll(List.of("--seed", "1", "--shard-rows", "3"));
    all.addAll(List.of(options));
    JobRun.augment(folder.resolve("in"), folder.resolve(name), all.toArray(new String[0]));
    return folder.resolve(name).toString();
  }

  private static List<String> read(String program, String... arguments) {
    List<String> lines = Python.run(program, arguments);
    List<String> read = lines.stream().filter(line -> line.startsWith("read ")).toList();
    assertFalse(read.isEmpty(), () -> String.join("\n", lines));
    return read;
  }

  /** By folders or by names of files; of a part that no sample fell into there is nothing. */
  @Test
  void datasetsTakesThePartsOfASplit() throws IOException {
    Python.assumeModules("datasets");
    String split = "--split few=0.65,none=0,many=0.35 ";
    List<String> expected = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String how :
        List.of(
            "--split-files",
            "--partition-by split",
            "--split-files --partition-by label",
            "--split-files --output-format webdataset")) {
      String output = augment("split-" + folders.size(), (split + how).split(" "));
      JobRun.augment(
          folder.resolve("more"),
          Path.of(output),
          (split + how + " --layout CHW --kind spatial --drop 0.3 --seed 1 --if-exists append")
              .split(" "));
      JobRun verified = JobRun.of("verify", output);
      assertEquals(ExitCode.DONE, verified.code(), verified.err());
      folders.add(output);
      var splits = JobRun.json(Path.of(output), "stats.json").get("splits");
      for (var part : splits) {
        expected.add("read " + part.get("split").asText() + " " + part.get("rows").asInt());
      }
      assertEquals(2, splits.size());
    }
    assertEquals(
        expected,
        read(
            """
            import sys, datasets
            for folder in sys.argv[1:]:
                for part in ("few", "many"):
                    rows = datasets.load_dataset(folder, split=part)
                    if "split" in rows.features:
                        assert set(rows["split"]) == {part}, rows["split"]
                    print("read", part, len(rows))
            """,
            folders.toArray(new String[0])));
    try (var files = Files.list(Path.of(folders.get(0)))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("(few|many)-[^p].*"))
              .sorted()
              .toList();
      int many = names.size() - 1;
      List<String> wanted = new ArrayList<>(List.of("few-00000-of-00001.parquet"));
      for (int i = 0; i < many; i++) {
        wanted.add("many-%05d-of-%05d.parquet".formatted(i, many));
      }
      assertEquals(wanted, names);
    }
  }

  /** The account's JSON lines are no data, nor is what was set aside. */
  @Test
  void datasetsTakesTheShards() throws IOException {
    Python.assumeModules("datasets");
    Path described = Path.of(augment("described"));
    Files.writeString(described.resolve("README.md"), "---\nlicense: mit\n---\nMine.\n");
    assertEquals(
        List.of(
            "read cells ['train'] 4 4",
            "read lists ['train'] 4 4",
            "read folders ['train'] 4 4",
            "read tars ['train'] 4 4",
            "read packed ['train'] 4 4",
            "read described ['train'] 4 4"),
        read(
            DATASETS,
            augment("cells"),
            augment("lists", "--encoding", "huggingface"),
            augment("folders", "--partition-by", "label"),
            augment("tars", "--output-format", "webdataset"),
            augment("packed", "--output-format", "webdataset", "--compression", "gzip"),
            described.toString()));
  }

  @Test
  void rayTakesTheShards() {
    Python.assumeModules("ray", "tensorflow");
    assertEquals(
        List.of("read ray-folders 4 4", "read ray-tars 4 4", "read ray-records 4 4"),
        read(
            RAY,
            "read_parquet",
            augment("ray-folders", "--partition-by", "label"),
            "read_webdataset",
            augment("ray-tars", "--output-format", "webdataset"),
            "read_tfrecords",
            augment("ray-records", "--output-format", "tfrecord")));
  }

  /** What says so is of the account: a README.md beside it is its owner's. */
  @Test
  void whichFilesAreDataIsPartOfTheAccount() throws IOException {
    Path output = Path.of(augment("grown"));
    Path card = output.resolve(".huggingface.yaml");
    String before = Files.readString(card);
    Files.writeString(output.resolve("README.md"), "---\nlicense: mit\n---\nMine.\n");
    JobRun more =
        JobRun.of(
            ("augment --if-exists append --layout CHW --kind spatial --drop 0.3 --seed 1 --input "
                    + folder.resolve("more")
                    + " --output "
                    + output)
                .split(" "));
    assertEquals(ExitCode.DONE, more.code(), more.err());
    assertEquals(before.split("dataset_info")[0], Files.readString(card).split("dataset_info")[0]);
    assertNotEquals(before, Files.readString(card)); // a cache has to tell the two apart
    assertTrue(Files.readString(output.resolve("README.md")).endsWith("Mine.\n"));
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
    JobRun again =
        JobRun.of(
            ("plan --key sample_id --layout CHW --kind spatial --drop 0.3 --seed 1 --input "
                    + output
                    + " --output "
                    + folder.resolve("again"))
                .split(" "));
    assertEquals(ExitCode.DONE, again.code(), again.err());
    Files.writeString(card, before);
    JobRun changed = JobRun.of("verify", output.toString());
    assertEquals(ExitCode.VERIFICATION, changed.code(), changed.out());
    assertTrue(changed.err().contains(".huggingface.yaml (changed: "), changed.err());
  }
}
