package org.dropshard.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.Tables;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.step.StepType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/dropshard_mask.py makes the job's masks, of every kind that has one. */
class MaskTwinTest {
  private static final Path TWIN = Path.of("../../conf/dropshard_mask.py");

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, 12, new int[] {5, 7, 9}, (id, i) -> id % 4 == 0 && i < 63 ? 0 : 1 + id + i);
  }

  private static Path augment(String kind, String options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of("--key", "id", "--seed", "-9", "--kind", kind));
    all.addAll(List.of(options.split(" ")));
    JobRun.augment(table, output, all.toArray(String[]::new));
    return output;
  }

  /** A kind with its parameters, as a run has them and as JSON. */
  private static final String[] KINDS = {
    "element {drop = 0.3}",
    "element {keep = [0.9, 0.5, 0, 1, 0.25]}",
    "spatial {keep = 0.3}",
    "spatial {drop = 0.8, at_least = 2}",
    "spatial {keep = 0.1, at_least = 1}",
    "spatial_2d {drop = [0.1, 0.9, 0.5, 0, 1]}",
    "pixel {drop = [0.1, 0.9, 0.5, 0, 1]}",
    "sample {drop = 0.5}",
    "row {drop = 0.5}",
    "column {keep = 0.5}",
    "noise {drop = 0.5, shape = [1, -1, 1]}",
    "channel {dropped = [1, 3]}",
    "drop_block {drop = 0.3, size = 3}",
    "coarse {holes = [1, 4], height = [0.1, 0.4], width = 3}",
    "cutout {size = 3, holes = 2}",
    "grid {unit = [3, 4], ratio = 0.6}",
    "alpha {drop = 0.4}",
    "feature_alpha {drop = 0.4}"
  };

  private static final String COMPARE =
      """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import numpy, dropshard_mask
      cases = json.load(open(sys.argv[2]))
      for case in cases:
          mask = case.pop("mask")
          kind = getattr(dropshard_mask, case.pop("kind"))
          made = kind(**case)
          assert made.ravel().tolist() == mask, (case, made)
      print(len(cases), "masks alike")
      """;

  /** Every kind but sensor, in both layouts, over ten samples: the masks of the job's kernels. */
  @Test
  void makesTheMasksOfEveryKind() throws IOException {
    Python.assumeModules("numpy");
    ArrayNode cases = new ObjectMapper().createArrayNode();
    Set<String> kinds = new TreeSet<>();
    for (String text : KINDS) {
      String kind = text.substring(0, text.indexOf(' '));
      kinds.add(kind);
      Map<String, Object> parameters =
          ConfigFactory.parseString(text.substring(kind.length() + 1)).root().unwrapped();
      Step step = StepType.ofLabel(kind).orElseThrow().step(parameters);
      for (Layout layout : new Layout[] {Layout.CHW, Layout.HWC}) {
        int[] shape = layout == Layout.CHW ? new int[] {5, 7, 9} : new int[] {7, 9, 5};
        Kernel kernel = step.kernel(layout);
        Tensor x = new Tensor(DType.UINT8, shape, new byte[5 * 7 * 9], 0);
        int[] keep = new int[(int) kernel.units(shape)];
        for (int id = -5; id < 5; id++) {
          kernel.mask(x, new Draw(-9, id, 3), keep);
          ObjectNode one = cases.addObject().put("kind", kind).put("layout", layout.name());
          one.put("seed", -9).put("sample_id", id).put("stream", 3);
          parameters.forEach(one::putPOJO);
          if (kind.equals("noise")) {
            one.putPOJO("given", shape);
          } else {
            one.putPOJO("shape", shape);
          }
          one.putPOJO("mask", Arrays.stream(keep).mapToObj(k -> k != 0).toList());
        }
      }
    }
    Set<String> all = new TreeSet<>();
    for (StepType type : StepType.values()) {
      type.kind().ifPresent(all::add);
    }
    all.removeAll(Set.of("sensor", "gaussian", "spatial_1d", "spatial_3d"));
    assertEquals(all, kinds); // the sensor is below, gaussian has no mask, the others another rank
    Path file = folder.resolve("cases.json");
    Files.writeString(file, cases.toString());
    String printed =
        String.join(
            "\n", Python.run(0, COMPARE, TWIN.toAbsolutePath().getParent() + "", file + ""));
    assertTrue(printed.contains(cases.size() + " masks alike"), printed);
  }

  private static final String COMPARE_FILLS =
      """
      import json, statistics, sys
      sys.path.insert(0, sys.argv[1])
      import numpy, dropshard_mask
      cases = json.load(open(sys.argv[2]))
      for case in cases:
          filled = bytes.fromhex(case.pop("filled"))
          made = dropshard_mask.fill(**case)
          assert made.tobytes() == filled, (case, made)
      numbers = numpy.array([0, 1, 2**12, 2**63, 2**64 - 1, 5 * 2**61, 2**60], "u8")
      exact = [statistics.NormalDist().inv_cdf(((int(n) >> 12) + 0.5) * 2.0**-52) for n in numbers]
      assert numpy.allclose(dropshard_mask.quantile(numbers), exact, rtol=1e-13, atol=0), exact
      print(len(cases), "fills alike")
      """;

  /** Every number type that NumPy has, bit for bit, and the quantile against the library's. */
  @Test
  void makesTheFillsOfEveryType() throws IOException {
    Python.assumeModules("numpy");
    ArrayNode cases = new ObjectMapper().createArrayNode();
    String[] fills = {
      "{uniform {min = -7.5, max = 300}}",
      "{uniform {min = [0, -3, 1, 2, 2e9], max = [255, 9, 1, 3e9, 2.1e9]}}",
      "{normal {mean = 100, std = 40}}",
      "{normal {mean = [0, 1, -5, 1e4, 7], std = [1, 2, 0, 1e5, 1e-3]}}"
    };
    for (DType dtype : DType.values()) {
      for (String fill : dtype == DType.BFLOAT16 ? new String[0] : fills) {
        for (Layout layout : new Layout[] {Layout.CHW, Layout.HWC}) {
          Map<String, Object> drawn = ConfigFactory.parseString(fill).root().unwrapped();
          int[] shape = layout == Layout.CHW ? new int[] {5, 23, 29} : new int[] {23, 29, 5};
          byte[] x = new byte[5 * 23 * 29 * dtype.bytes()];
          byte[] y = new byte[x.length];
          StepType.ELEMENT_DROPOUT
              .step(Map.of("drop", 1, "scale", "none", "fill", drawn))
              .kernel(layout)
              .forward(new Tensor(dtype, shape, x, 0), new Draw(-9, 17, 3 << 24), y, 0);
          ObjectNode one = cases.addObject().put("layout", layout.name());
          one.put("dtype", dtype.label()).putPOJO("shape", shape);
          one.put("seed", -9).put("sample_id", 17).put("stream", 3 << 24);
          drawn.forEach(one::putPOJO);
          one.put("filled", HexFormat.of().formatHex(y));
        }
      }
    }
    Path file = folder.resolve("fills.json");
    Files.writeString(file, cases.toString());
    String printed =
        String.join(
            "\n", Python.run(0, COMPARE_FILLS, TWIN.toAbsolutePath().getParent() + "", file + ""));
    assertTrue(printed.contains(cases.size() + " fills alike"), printed);
  }

  /** As a program, over an output that is filled at random. */
  @Test
  void makesTheFillsOfAnOutput() throws IOException {
    Python.assumeModules("numpy", "pyarrow");
    Path output =
        augment("pixel {fill = {normal = {mean = 3, std = 2}}}", "--drop 0.4 --layout CHW");
    String printed = String.join("\n", Python.run(0, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("as the contract says"), printed);
  }

  /** As a program, over an output: groups of which some are not there, and a ladder. */
  @Test
  void makesTheMasksOfAnOutput() throws IOException {
    Python.assumeModules("numpy", "pyarrow");
    Path output =
        augment(
            "sensor {groups = {a = 0, b = [\"2-3\", 1]}, never = 4, at_least = 1, absent = zeros}",
            "--drop 0.4,0.6,0.9 --layout CHW");
    String printed = String.join("\n", Python.run(0, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("as the contract says"), printed);
  }

  /** Which samples are taken, and into which part, follows from ids likewise. */
  @Test
  void makesTheSplitOfAnOutput() throws IOException {
    Python.assumeModules("numpy", "pyarrow");
    Path output =
        augment(
            "spatial",
            "--drop 0.4 --layout CHW --sample 0.9 --split a=0.5,b=0.3,c=0.2 --select-seed -3"
                + " --split-files");
    String printed = String.join("\n", Python.run(0, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("as the contract says"), printed);
    Path run = output.resolve("_dropshard/run.json");
    String text = Files.readString(run);
    Files.writeString(run, text.replace("a=0.5,b=0.3", "a=0.3,b=0.5"));
    printed = String.join("\n", Python.run(1, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("not of "), printed);
    Files.writeString(run, text.replace("\"0.9\"", "\"0.3\""));
    printed = String.join("\n", Python.run(1, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("not selected"), printed);
  }

  @Test
  void findsAnotherSeedOut() throws IOException {
    Python.assumeModules("numpy", "pyarrow");
    Path output =
        augment("sensor {groups = {a = \"0-2\", b = \"3-4\"}}", "--drop 0.5 --layout CHW");
    Path run = output.resolve("_dropshard/run.json");
    Files.writeString(run, Files.readString(run).replace("\"seed\" : -9", "\"seed\" : 8"));
    String printed = String.join("\n", Python.run(1, Files.readString(TWIN), output.toString()));
    assertTrue(printed.contains("AssertionError"), printed);
  }
}
