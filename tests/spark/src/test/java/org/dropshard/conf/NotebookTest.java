package org.dropshard.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dropshard.Python;
import org.dropshard.Script;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of conf/notebook.md, as far as this machine has what they import. */
class NotebookTest {
  @TempDir Path folder;

  private List<String> snippets;

  @BeforeEach
  void read() throws IOException {
    Python.assumeModules();
    snippets =
        Pattern.compile("^```python\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(Script.ROOT.resolve("conf/notebook.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(6, snippets.size());
  }

  @Test
  void snippetsArePython() {
    for (String snippet : snippets) {
      Python.run("import sys; compile(sys.argv[1], 'snippet', 'exec')", snippet);
    }
  }

  @Test
  void pysparkCallsTheFunctions() {
    Python.assumeModules("pyspark");
    Path jar = Script.ROOT.resolve("job/target/dropshard.jar");
    assumeTrue(Files.exists(jar), "dropshard.jar is not built (mvn verify builds it)");
    String session =
        String.join("\n", snippets.subList(0, 4))
            .replace("job/target/dropshard.jar", jar.toString());
    List<String> printed = Python.run(session + "\nprint('rows', dropped.count())\n");
    assertTrue(printed.contains("rows 1000"), printed.toString());
  }

  @Test
  void torchReadsTheShards() throws IOException {
    Python.assumeModules("torch", "pyarrow", "numpy");
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 10, 1);
    Path output = folder.resolve("out");
    JobRun.augment(pictures, output, "spatial", 0.3, 1, "--copies", "2");
    String torch =
        snippets.stream().filter(text -> text.contains("torch")).findFirst().orElseThrow();
    List<String> printed = Python.run(torch, output.toString());
    assertTrue(printed.get(0).startsWith("20 tensors, the first of shape ("), printed.toString());
  }
}
