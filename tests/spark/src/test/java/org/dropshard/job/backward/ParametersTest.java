package org.dropshard.job.backward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dropshard.Python;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.record.BinaryPart;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.ParametersArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gradients of weights and biases, summed over all rows that went backward. */
class ParametersTest {
  private static final int SAMPLES = 9;
  private static final int COPIES = 2;
  private static final int[] SHAPE = {3, 5, 4};
  private static final int[] RESULT = {2, 3, 2};
  private static final String DROPOUT = "spatial_dropout {drop = 0.4}";
  private static final String NORM = "instance_norm {weight = [1.5, -2, 0.5], bias = [0.1, 0, 3]}";

  private static final String PROGRAM =
      """
      import sys, numpy, torch
      folder, found = sys.argv[1], numpy.load(sys.argv[2])
      x, mask, dy, kernel = (torch.tensor(numpy.load(f"{folder}/{name}.npy"))
                             for name in ("x", "mask", "dy", "kernel"))
      kernel.requires_grad_()
      given = {"1.weight": [1.5, -2, 0.5], "1.bias": [0.1, 0, 3], "2.bias": [0.25, -1]}
      t = {name: torch.tensor(v, dtype=torch.float64, requires_grad=True) for name, v in given.items()}
      h = torch.nn.functional.instance_norm(x * mask, weight=t["1.weight"], bias=t["1.bias"])
      y = torch.nn.functional.conv2d(h, kernel, t["2.bias"], stride=2, padding=1)
      y.backward(dy)
      t["2.weight"] = kernel
      assert sorted(found.files) == sorted(t), found.files
      for name, tensor in t.items():
          assert found[name].dtype == numpy.float64
          numpy.testing.assert_allclose(found[name], tensor.grad.numpy(), rtol=1e-11, atol=1e-12)
      """;

  @TempDir static Path folder;
  private static Path run;
  private static Path gradients;
  private static Path whole;

  private static double value(long id, int i) {
    return Math.sin(1 + id * 71 + i) * Math.exp(id % 5) + 2;
  }

  private static double gradient(long id, int i) {
    return Math.cos(id * 31 + i) * Math.exp(id % 7);
  }

  private static double kernel(long id, int i) {
    return Math.sin(3.0 * i);
  }

  private static double[] all(int samples, int copies, int n, boolean back) {
    double[] values = new double[samples * copies * n];
    for (int row = 0; row < samples * copies; row++) {
      for (int i = 0; i < n; i++) {
        int id = row / copies;
        values[row * n + i] = back ? gradient(1000L * (row % copies) + id, i) : value(id, i);
      }
    }
    return values;
  }

  @BeforeAll
  static void write() throws IOException {
    Files.write(
        folder.resolve("kernel.npy"),
        Tables.npy(0, new int[] {2, 3, 3, 3}, ParametersTest::kernel));
    Path table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, ParametersTest::value);
    gradients = folder.resolve("dy.parquet");
    Tables.writeGradients(gradients, SAMPLES, COPIES, RESULT, ParametersTest::gradient);
    run = augment(table, DROPOUT, NORM, convolution());
    whole = back(gradients, "--parameters");
  }

  private static String convolution() {
    return "convolution {weight = \"%s\", bias = [0.25, -1], stride = 2, pad = 1}"
        .formatted(folder.resolve("kernel.npy"));
  }

  private static Path augment(Path input, String... steps) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all =
        new ArrayList<>(
            List.of("--key", "id", "--seed", "9", "--layout", "CHW", "--copies", "" + COPIES));
    all.add("--steps");
    all.addAll(List.of(steps));
    JobRun.augment(input, output, all.toArray(new String[0]));
    return output;
  }

  private static JobRun backward(Path of, Path dy, Path dx, String... options) {
    return JobRun.backward(of, dy, dx, List.of(options));
  }

  private static Path back(Path dy, String... options) {
    Path dx = folder.resolve("dx-" + System.nanoTime());
    JobRun done = backward(run, dy, dx, options);
    assertEquals(ExitCode.DONE, done.code(), done.err());
    return dx;
  }

  private static Path archive(Path dx) {
    return dx.resolve(LearnedGradients.ARCHIVE);
  }

  private static Map<String, PlainNpy> arrays(Path dx) throws IOException {
    Map<String, PlainNpy> arrays = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive(dx)))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        arrays.put(entry.getName(), PlainNpy.of(zip.readAllBytes()));
      }
    }
    return arrays;
  }

  @Test
  void equalToTheLastBitForAnyPartitioning() throws IOException {
    String coalescing = "spark.sql.adaptive.coalescePartitions.";
    int before = 0;
    for (int partitions : new int[] {1, 7, 64}) {
      Map<String, String> settings =
          Map.of(
              coalescing + "initialPartitionNum",
              Integer.toString(partitions),
              coalescing + "minPartitionSize",
              "1",
              coalescing + "parallelismFirst",
              "false",
              "spark.sql.adaptive.advisoryPartitionSizeInBytes",
              "1");
      settings.forEach((key, value) -> JobRun.spark().conf().set(key, value));
      Path dx = back(gradients, "--parameters");
      settings.keySet().forEach(key -> JobRun.spark().conf().unset(key));
      int shards = JobRun.json(dx, "run.json").get("output").get("shards").asInt();
      assertTrue(shards > before, shards + " shards, before " + before);
      before = shards;
      assertArrayEquals(Files.readAllBytes(archive(whole)), Files.readAllBytes(archive(dx)));
    }
  }

  /** A bias of the last step has the sum of all gradients, rounded once. */
  @Test
  void sumsAreRoundedOnce() throws IOException {
    Map<String, PlainNpy> arrays = arrays(whole);
    assertEquals(
        "[1.bias.npy, 1.weight.npy, 2.bias.npy, 2.weight.npy]", arrays.keySet().toString());
    double[] dy = all(SAMPLES, COPIES, 12, true);
    for (int filter = 0; filter < 2; filter++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int row = 0; row < SAMPLES * COPIES; row++) {
        double ofSample = 0;
        for (int i = 0; i < 6; i++) {
          ofSample += dy[row * 12 + filter * 6 + i];
        }
        sum = sum.add(new BigDecimal(ofSample));
      }
      assertEquals(sum.doubleValue(), arrays.get("2.bias.npy").values()[filter]);
    }
    JsonNode said = JobRun.json(whole, "run.json").get("parameters");
    assertEquals("[2,3,3,3]", said.get("arrays").get("2.weight").toString());
  }

  @Test
  void pyTorchFindsTheSame() throws IOException {
    Python.assumeModules("torch", "numpy");
    Path ones = folder.resolve("ones.parquet");
    Tables.write(ones, SAMPLES, SHAPE, (id, i) -> 1);
    Map<String, PlainNpy> masks = Tables.read(augment(ones, DROPOUT));
    double[] mask = new double[SAMPLES * COPIES * 60];
    for (int row = 0; row < SAMPLES * COPIES; row++) {
      double[] one = masks.get(row / COPIES + "/" + row % COPIES).values();
      System.arraycopy(one, 0, mask, row * 60, 60);
    }
    double[] x = all(SAMPLES, COPIES, 60, false);
    double[] dy = all(SAMPLES, COPIES, 12, true);
    int rows = SAMPLES * COPIES;
    Map.of("x", x, "mask", mask)
        .forEach((name, values) -> npy(name, new int[] {rows, 3, 5, 4}, values));
    npy("dy", new int[] {rows, 2, 3, 2}, dy);
    Python.run(PROGRAM, folder.toString(), archive(whole).toString());
  }

  private static void npy(String name, int[] shape, double[] values) {
    try {
      Files.write(folder.resolve(name + ".npy"), Tables.npy(0, shape, (id, i) -> values[i]));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsAddedLaterSumsUpToTheSame() throws IOException {
    Path parts = folder.resolve("dx-parts");
    for (String half : new String[] {"copy = 1", "copy = 0"}) {
      Path some = folder.resolve("dy-" + System.nanoTime());
      JobRun.spark()
          .read()
          .parquet(gradients.toString())
          .filter(half)
          .write()
          .parquet(some.toString());
      JobRun done = backward(run, some, parts, "--parameters", "--if-exists", "append");
      assertEquals(ExitCode.DONE, done.code(), done.err());
    }
    assertArrayEquals(Files.readAllBytes(archive(whole)), Files.readAllBytes(archive(parts)));
    JobRun without = backward(run, gradients, parts, "--if-exists", "append");
    assertEquals(ExitCode.USAGE, without.code(), without.err());
    assertTrue(without.err().contains("was made with parameters true"), without.err());
    JobRun verified = JobRun.of("verify", parts.toString(), "--input", gradients.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void verifyFindsOtherSums() throws IOException {
    Path dx = back(gradients, "--parameters");
    byte[] bad = Files.readAllBytes(archive(dx));
    bad[bad.length / 2] ^= 1;
    replace(archive(dx), bad);
    String file = "Invalid account: " + archive(dx);
    verify(dx, file + " (changed: its SHA-256 is not the one in _dropshard/run.json)");
    seal(dx);
    verify(dx, file + " (not the sums of _dropshard/parameters.bin)");
    Files.delete(archive(dx));
    verify(dx, file + " (missing)");
  }

  /** Who changes sums and checksums alike is found by the gradients themselves. */
  @Test
  void verifyMakesTheSumsAgain() throws IOException {
    Path dx = back(gradients, "--parameters");
    LearnedGradients other = new LearnedGradients();
    other.add("1.bias", new int[] {3}, new double[] {1, 2, 3});
    ParametersArchive forged = ParametersArchive.of(other);
    String run = Files.readString(dx.resolve("_dropshard/run.json"));
    JsonNode said = JobRun.json(dx, "run.json").get("parameters");
    String shapes = "\"2.weight\" : [ 2, 3, 3, 3 ]";
    assertTrue(run.contains(shapes));
    run = run.replace(said.get("sha256").asText(), forged.record().sha256());
    run = run.replaceAll("(?s)\"arrays\" : \\{.*?\\}", "\"arrays\" : {\"1.bias\" : [3]}");
    replace(dx.resolve("_dropshard/run.json"), run.getBytes());
    replace(archive(dx), forged.npz());
    replace(dx.resolve(LearnedGradients.PART.name()), BinaryPart.encode(other::write));
    seal(dx);
    assertEquals(ExitCode.DONE, JobRun.of("verify", dx.toString()).code());
    verify(
        dx,
        "Verification failed: gradients of parameters are not those of the input",
        "--input",
        gradients.toString());
  }

  private static void seal(Path dx) throws IOException {
    Forger.seal(dx);
    for (String file : List.of("run.json", "run.json.sha256", "shards.jsonl", "summary.bin")) {
      Files.deleteIfExists(dx.resolve("_dropshard/." + file + ".crc"));
    }
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private static void verify(Path dx, String message, String... options) {
    List<String> all = new ArrayList<>(List.of("verify", dx.toString()));
    all.addAll(List.of(options));
    JobRun verified = JobRun.of(all.toArray(new String[0]));
    assertEquals(ExitCode.VERIFICATION, verified.code(), verified.err());
    assertTrue(verified.err().startsWith("dropshard: " + message), verified.err());
  }

  @Test
  void stepsWithoutParametersAreRefused() {
    Path table = folder.resolve("in.parquet");
    Path plain = augment(table, DROPOUT);
    Path dx = folder.resolve("dx-none");
    JobRun none = backward(plain, gradients, dx, "--parameters");
    assertEquals(
        "dropshard: Invalid --parameters: true (no step of the run has any: spatial_dropout)\n",
        none.err());
    assertEquals(ExitCode.USAGE, none.code());
    assertTrue(Files.notExists(dx));
  }

  /** Without a weight, instance normalisation takes samples of any number of channels. */
  @Test
  void channelsThatDifferHaveNoSum() {
    Path three = folder.resolve("three.parquet");
    Path two = folder.resolve("two.parquet");
    Tables.write(three, 2, SHAPE, ParametersTest::value);
    Tables.write(two, 1, new int[] {2, 4, 4}, ParametersTest::value);
    Path input = folder.resolve("mixed.parquet");
    JobRun.spark()
        .read()
        .parquet(three.toString())
        .unionByName(JobRun.spark().read().parquet(two.toString()).selectExpr("id + 10 as id", "x"))
        .write()
        .parquet(input.toString());
    Path mixed = augment(input, "instance_norm");
    Path dy = folder.resolve("mixed-dy.parquet");
    JobRun.spark()
        .read()
        .parquet(mixed.toString())
        .select("sample_id", "copy", "x")
        .write()
        .parquet(dy.toString());
    Path dx = folder.resolve("dx-mixed");
    JobRun refused = backward(mixed, dy, dx, "--parameters");
    assertEquals(
        "dropshard: Cannot sum gradients of parameters: 0.bias is [2] and [3], of samples with"
            + " different channels\n",
        refused.err());
    assertEquals(ExitCode.INPUT, refused.code());
    assertTrue(Files.notExists(dx));
    assertEquals(ExitCode.DONE, backward(mixed, dy, dx).code());
  }
}
