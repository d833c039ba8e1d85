package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's functions, letter for letter, on an output of the job. */
class ReadmeSelectionTest {
  private static final String CHECK =
      """

      import sys, pyarrow.parquet
      everything, selected = (pyarrow.parquet.read_table(path) for path in sys.argv[1:])
      ids = selected["sample_id"].to_pylist()
      assert set(ids) == {i for i in everything["sample_id"].to_pylist() if is_sampled(i, "0.7")}
      split = [part(i, "train=0.5,val=0.3,test=0.2") for i in ids]
      assert selected["split"].to_pylist() == split, split
      assert set(split) == {"train", "val", "test"}
      print(len(ids))
      """;

  @TempDir Path folder;

  @Test
  void saysOfEachSampleWhetherItIsTakenAndItsPart() throws IOException {
    Python.assumeModules("pyarrow", "cryptography");
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 30, 3);
    String[] kind = {"--kind", "element", "--drop", "0.5", "--seed", "1"};
    JobRun.augment(pictures, folder.resolve("all"), kind);
    JobRun.augment(
        pictures,
        folder.resolve("some"),
        "--kind element --drop 0.5 --seed 1 --sample 0.7 --split train=0.5,val=0.3,test=0.2"
            .split(" "));
    String functions =
        Readme.blocks("python").stream()
            .filter(block -> block.contains("is_sampled"))
            .findFirst()
            .orElseThrow();
    List<String> printed =
        Python.run(
            functions + CHECK, folder.resolve("all").toString(), folder.resolve("some").toString());
    int in = JobRun.json(folder.resolve("some"), "run.json").at("/rows/in").asInt();
    assertEquals(List.of(Integer.toString(in)), printed);
  }
}
