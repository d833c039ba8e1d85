package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** stats.json against NumPy's float64 on the very tensors that were written. */
class NumPyAgreementTest {
  private static final double RELATIVE = 1e-12;

  private static final String PROGRAM =
      """
      import glob, json, sys
      import numpy as np
      x = [np.load(f).astype(np.float64).reshape(-1, 3) for f in sorted(glob.glob(sys.argv[1] + '/*.npy'))]
      x = np.concatenate(x)
      print(json.dumps([{'count': int(c.size), 'mean': c.mean(), 'variance': c.var(), 'std': c.std(),
                         'min': c.min(), 'max': c.max(), 'zeros': int((c == 0).sum())} for c in x.T]))
      """;

  @TempDir Path folder;

  @Test
  void beforeAndAfterAgree() throws IOException {
    Python.assumeModules("numpy");
    Path pictures = JobRun.PICTURES.resolve("thumbnails");
    Path same = folder.resolve("same");
    JobRun.augment(pictures, same, "--kind", "element", "--drop", "0", "--seed", "1");
    Path dropped = folder.resolve("dropped");
    JobRun.augment(pictures, dropped, "element", 0.3, 42, "--dtype", "float32");
    JsonNode stats = JobRun.json(dropped, "stats.json");
    agree(numpy(same), stats.get("before").get("channels"));
    agree(numpy(dropped), stats.get("after").get("channels"));
  }

  private static void agree(JsonNode expected, JsonNode found) {
    assertEquals(expected.size(), found.size());
    for (int channel = 0; channel < expected.size(); channel++) {
      JsonNode one = expected.get(channel);
      JsonNode other = found.get(channel);
      one.fieldNames()
          .forEachRemaining(
              name -> {
                double value = one.get(name).asDouble();
                assertEquals(value, other.get(name).asDouble(), Math.abs(value) * RELATIVE, name);
              });
    }
  }

  private JsonNode numpy(Path output) throws IOException {
    Path cells = Files.createDirectories(folder.resolve(output.getFileName() + "-cells"));
    List<Row> rows = JobRun.spark().read().parquet(output.toString()).collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      Files.write(cells.resolve(String.format("%05d.npy", i)), rows.get(i).<byte[]>getAs("tensor"));
    }
    return new ObjectMapper().readTree(String.join("", Python.run(PROGRAM, cells.toString())));
  }
}
