package org.dropshard.job.croissant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of an output is so, and in Croissant's words: by readers that are not ours. */
class CroissantTest {
  private static final List<String> SAID =
      List.of("license=https://example.org/terms", "creator=Example", "url=https://example.org/x");

  @TempDir static Path folder;
  private static Path output;

  @BeforeAll
  static void make() throws IOException {
    DemoPictures.write(folder.resolve("a"), 8, 1);
    DemoPictures.write(folder.resolve("b"), 5, 2);
    output = folder.resolve("out");
    done(augment("a", output, "--partition-by", "label", "--croissant"), SAID);
    done(augment("b", output, "--partition-by", "label", "--if-exists", "append"), List.of());
  }

  private static List<String> augment(String input, Path to, String... more) {
    List<String> arguments = new ArrayList<>(List.of("augment", "--kind", "spatial"));
    arguments.addAll(List.of("--drop", "0.3", "--seed", "5", "--progress", "none"));
    arguments.addAll(List.of("--input", folder.resolve(input).toString()));
    arguments.addAll(List.of("--output", to.toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static JobRun run(List<String> arguments, List<String> more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    return JobRun.of(all.toArray(new String[0]));
  }

  private static void done(List<String> arguments, List<String> more) {
    JobRun run = run(arguments, more);
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  @Test
  void theFileIsOfAllRunsAndVerifyKnowsIt() throws IOException {
    JsonNode dataset = JobRun.json(output, "croissant.json");
    assertEquals("https://example.org/terms", dataset.path("license").asText());
    assertEquals("out", dataset.path("name").asText());
    long shards = Files.lines(output.resolve("_dropshard/shards.jsonl")).count();
    assertEquals(shards + 1, dataset.path("distribution").size());
    assertEquals(
        "*/*.parquet", dataset.path("distribution").get((int) shards).at("/includes/0").asText());
    JobRun verified = JobRun.of("verify", output.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    assertTrue(verified.out().contains("provenance of these files, not signed"), verified.out());
  }

  /** Made right again by whoever changed it: the shards are others. */
  @Test
  void aFileOfOtherShardsIsFound() throws IOException {
    Path other = folder.resolve("other");
    done(augment("a", other, "--croissant"), SAID);
    Path file = other.resolve(Croissant.FILE);
    Files.writeString(
        file, Files.readString(file).replaceFirst("sha256\" : \"..", "sha256\" : \"00"));
    Files.delete(other.resolve("_dropshard/provenance.intoto.json"));
    Forger.seal(other);
    JobRun run = JobRun.of("verify", other.toString(), "--progress", "none");
    assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
    assertTrue(run.err().contains("croissant.json (not of these shards)"), run.err());
  }

  @Test
  void linkedDataReadersFindEveryFileWithItsDigest() {
    Python.assumeModules("rdflib");
    List<String> told =
        Python.run(
            """
            import hashlib, sys, rdflib
            from rdflib.namespace import RDF, PROV, Namespace
            out = sys.argv[1]
            SC, CR = Namespace("https://schema.org/"), Namespace("http://mlcommons.org/croissant/")
            graph = rdflib.Graph().parse(out + "/_dropshard/croissant.json", format="json-ld", base="http://base/")
            [dataset] = graph.subjects(RDF.type, SC.Dataset)
            for name in ("name", "description", "license", "url", "creator", "datePublished", "version"):
                assert (dataset, SC[name], None) in graph, name
            [version] = graph.objects(dataset, rdflib.URIRef("http://purl.org/dc/terms/conformsTo"))
            assert str(version) == "http://mlcommons.org/croissant/1.1", version
            files = [f for f in graph.objects(dataset, SC.distribution) if (f, RDF.type, CR.FileObject) in graph]
            for file in files:
                body = open(out + "/" + str(graph.value(file, SC.name)), "rb").read()
                assert hashlib.sha256(body).hexdigest() == str(graph.value(file, SC.sha256)), file
                assert f"{len(body)} B" == str(graph.value(file, SC.contentSize)), file
            [activity] = graph.objects(dataset, PROV.wasGeneratedBy)
            assert (activity, RDF.type, PROV.Activity) in graph
            assert graph.value(activity, PROV.startedAtTime) < graph.value(activity, PROV.endedAtTime)
            assert len(list(graph.objects(dataset, PROV.wasDerivedFrom))) == 2
            [records] = graph.objects(dataset, CR.recordSet)
            print(len(files), sorted(str(graph.value(f, SC.name)) for f in graph.objects(records, CR.field)))
            """,
            output.toString());
    assertTrue(
        told.get(0).endsWith(" ['copy', 'label', 'path', 'sample_id', 'tensor']"), told.get(0));
  }

  @Test
  void mlcroissantFindsNoErrorAndLoadsTheRecords() {
    Python.assumeModules("mlcroissant");
    List<String> told =
        Python.run(
            """
            import io, shutil, sys, numpy, mlcroissant
            out = shutil.copytree(sys.argv[1], sys.argv[1] + "-handed-in")
            shutil.copy(out + "/_dropshard/croissant.json", out)  # it names files from there
            dataset = mlcroissant.Dataset(jsonld=out + "/croissant.json")
            assert not dataset.metadata.ctx.issues.errors
            rows = list(dataset.records("samples"))
            shapes = {numpy.load(io.BytesIO(row["samples/tensor"])).shape[2] for row in rows}
            print(len(rows), shapes, len({row["samples/label"] for row in rows}) > 1)
            """,
            output.toString());
    assertEquals("13 {3} True", told.get(told.size() - 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "license=x creator=y       | license=x, creator=y (without url)",
        "license=x license=y       | license=y (twice)",
        "licence=x                 | licence=x (NAME=TEXT, a name of license, creator, url, name",
        "license                   | license (NAME=TEXT",
        "license=                  | license= (NAME=TEXT",
      })
  void whatDescribesNothingIsRefused(String said, String line) {
    JobRun run = run(augment("a", folder.resolve("none"), "--croissant"), List.of(said.split(" ")));
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().startsWith("dropshard: --croissant: " + line), run.err());
  }

  @Test
  void anOutputWithoutDigestsIsNotDescribedLater() {
    Path plain = folder.resolve("plain");
    done(augment("a", plain), List.of());
    JobRun run = run(augment("b", plain, "--if-exists", "append", "--croissant"), SAID);
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains("has shards without SHA-256"), run.err());
  }
}
