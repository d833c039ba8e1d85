package org.dropshard.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    assumeTrue(Script.isThere("python3"), "python3 is absent");
    snippets =
        Pattern.compile("^```python\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(Script.ROOT.resolve("conf/notebook.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(6, snippets.size());
  }

  @Test
  void snippetsArePython() throws Exception {
    for (String snippet : snippets) {
      python("compile(open(r'" + write(snippet) + "').read(), 'snippet', 'exec')");
    }
  }

  @Test
  void pysparkCallsTheFunctions() throws Exception {
    assumeImports("pyspark");
    Path jar = Script.ROOT.resolve("job/target/dropshard.jar");
    assumeTrue(Files.exists(jar), "dropshard.jar is not built (mvn verify builds it)");
    String session =
        String.join("\n", snippets.subList(0, 4))
            .replace("job/target/dropshard.jar", jar.toString());
    List<String> printed =
        Script.run(
            0,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            "python3",
            write(session + "\nprint('rows', dropped.count())\n").toString());
    assertTrue(printed.contains("rows 1000"), printed.toString());
  }

  @Test
  void torchReadsTheShards() throws Exception {
    assumeImports("torch, pyarrow.parquet, numpy");
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 10, 1);
    Path output = folder.resolve("out");
    JobRun.augment(
        pictures, output, "--kind", "spatial", "--drop", "0.3", "--seed", "1", "--copies", "2");
    String torch =
        snippets.stream().filter(text -> text.contains("torch")).findFirst().orElseThrow();
    List<String> printed =
        Script.run(0, Map.of(), "python3", write(torch).toString(), output.toString());
    assertTrue(printed.get(0).startsWith("20 tensors, the first of shape ("), printed.toString());
  }

  private static void assumeImports(String modules) throws Exception {
    Process python =
        new ProcessBuilder("python3", "-c", "import " + modules)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(python.waitFor() == 0, "python3 has no " + modules);
  }

  private static void python(String program) throws Exception {
    Script.run(0, Map.of(), "python3", "-c", program);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("snippet-" + System.nanoTime() + ".py"), text);
  }
}
