package org.dropshard.job.croissant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.Python;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WidsIndexTest {
  @TempDir Path folder;

  private Path augment(String input, String name, String... more) throws IOException {
    DemoPictures.write(folder.resolve(input), 7, input.length());
    Path output = folder.resolve(name);
    String[] options = {
      "--kind",
      "spatial",
      "--drop",
      "0.3",
      "--seed",
      "5",
      "--output-format",
      "webdataset",
      "--copies",
      "2",
      "--shard-rows",
      "4",
      "--if-exists",
      "append"
    };
    String[] all = Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    JobRun.augment(folder.resolve(input), output, all);
    return output;
  }

  /** Counted by Python's tarfile: samples are the members of one key. */
  @Test
  void theIndexHasEveryShardWithItsSamples() throws IOException {
    Python.assumeModules();
    Path output = augment("a", "out");
    augment("bb", "out");
    List<String> told =
        Python.run(
            """
            import json, os, sys, tarfile
            at = sys.argv[1] + "/_dropshard/wids.json"
            index = json.load(open(at))
            assert (index["__kind__"], index["wids_version"]) == ("wids-shard-index-v1", 1), index
            named = set()
            for shard in index["shardlist"]:
                file = os.path.normpath(os.path.join(os.path.dirname(at), shard["url"]))
                keys = {member.name.rsplit(".", 1)[0] for member in tarfile.open(file)}
                assert len(keys) == shard["nsamples"], (file, keys, shard)
                assert os.path.getsize(file) == shard["filesize"], shard
                named.add(os.path.basename(file))
            assert named == {name for name in os.listdir(sys.argv[1]) if name.endswith(".tar")}
            print(sum(shard["nsamples"] for shard in index["shardlist"]))
            """,
            output.toString());
    assertEquals(List.of("28"), told);
    assertEquals(ExitCode.DONE, verify(output).code());
    Path file = output.resolve(WidsIndex.FILE);
    Files.writeString(
        file, Files.readString(file).replaceFirst("nsamples\" : 4", "nsamples\" : 3"));
    Forger.seal(output);
    JobRun run = verify(output);
    assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
    assertTrue(run.err().contains("wids.json (not of these shards)"), run.err());
  }

  @Test
  void compressedShardsHaveNone() throws IOException {
    Path output = augment("a", "packed", "--compression", "gzip");
    assertFalse(Files.exists(output.resolve(WidsIndex.FILE)));
  }

  private static JobRun verify(Path output) {
    return JobRun.of("verify", output.toString(), "--progress", "none");
  }
}
