package org.dropshard.bench.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dropshard.tensor.DType;

/**
 * How a job's time grows: {@code cores | samples | channels | partitions [most] [rounds]}, in one
 * JVM each. Sizes are gone through in turn, round by round.
 */
public final class ScalingBench {
  private static final int WARM_UPS = 2;

  private final Path folder;
  private final int rounds;

  private ScalingBench(Path folder, int rounds) {
    this.folder = folder;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    long most = Long.parseLong(arguments[1]);
    Path folder = Files.createDirectories(Path.of(System.getProperty("dropshard.bench", "data")));
    ScalingBench bench = new ScalingBench(folder, Integer.parseInt(arguments[2]));
    switch (arguments[0]) {
      case "cores" -> bench.cores(most << 20);
      case "samples" -> bench.samples(most);
      case "channels" -> bench.channels(most);
      case "partitions" -> bench.partitions(most);
      default -> throw new IllegalArgumentException("No such scale: " + arguments[0]);
    }
  }

  /** One core against two: the same job in a session of one and of two, in turn. */
  private void cores(long bytes) throws IOException {
    Data data = Data.parse("float32-3x64x64");
    for (String kind : List.of("spatial", "element")) {
      Map<String, List<Cost>> costs = new LinkedHashMap<>();
      for (int round = -WARM_UPS; round < rounds; round++) {
        for (String cores : List.of("1", "2")) {
          try (SparkSession spark = Sessions.of(cores)) {
            Path in = data.make(spark, folder, bytes);
            Jobs.dropshard(kind, data, data.make(spark, folder, 4, 2), out()); // starts Spark up
            Data.remove(out());
            Cost cost =
                Cost.of(Sessions.spills(spark), () -> Jobs.dropshard(kind, data, in, out()));
            if (round >= 0) {
              costs.computeIfAbsent(cores, key -> new ArrayList<>()).add(cost);
            }
          }
        }
      }
      double ratio = JobBench.ratio(costs.get("1"), costs.get("2"), Cost::seconds);
      Map<String, Object> values = values("cores", data, kind);
      values.put("ratio", ratio);
      values.put("one_core_seconds", Cost.median(costs.get("1"), Cost::seconds));
      values.put("two_cores_seconds", Cost.median(costs.get("2"), Cost::seconds));
      values.put("one_core_cpu_seconds", Cost.median(costs.get("1"), Cost::cpuSeconds));
      values.put("two_cores_cpu_seconds", Cost.median(costs.get("2"), Cost::cpuSeconds));
      Results.named()
          .add(
              String.format(
                  Locale.ROOT,
                  "%s %s: two cores are %.2f times as fast as one (%.1f s and %.1f s;"
                      + " %.1f and %.1f CPU s)",
                  data.name(),
                  kind,
                  ratio,
                  values.get("two_cores_seconds"),
                  values.get("one_core_seconds"),
                  values.get("two_cores_cpu_seconds"),
                  values.get("one_core_cpu_seconds")),
              values);
    }
  }

  /** From a thousand samples upwards, of one size. */
  private void samples(long most) throws IOException {
    Data data = Data.parse("float32-3x16x16");
    List<Run> runs = new ArrayList<>();
    try (SparkSession spark = Sessions.of("2")) {
      for (long samples = 1000; samples <= most; samples *= 10) {
        runs.add(new Run(data, samples, data.make(spark, folder, samples, 8)));
      }
      measure(spark, runs);
    }
    Run first = runs.get(0);
    for (Run run : runs) {
      double more = run.samples - first.samples;
      double microseconds = more == 0 ? 0 : 1e6 * (run.seconds() - first.seconds()) / more;
      Map<String, Object> values = values("samples", data, "spatial");
      values.put("samples", run.samples);
      values.put("seconds", run.seconds());
      values.put("cpu_seconds", run.cpuSeconds());
      values.put("microseconds_a_sample_after_the_first", microseconds);
      Results.named()
          .add(
              String.format(
                  Locale.ROOT,
                  "%s spatial, %,9d samples: %6.2f s, %6.1f CPU s, %.1f µs for each beyond the first"
                      + " %,d",
                  data.name(),
                  run.samples,
                  run.seconds(),
                  run.cpuSeconds(),
                  microseconds,
                  first.samples),
              values);
    }
  }

  /** From three channels upwards, the same number of values. */
  private void channels(long most) throws IOException {
    long bytes = 256L << 20;
    List<Run> runs = new ArrayList<>();
    try (SparkSession spark = Sessions.of("2")) {
      for (int channels : new int[] {3, 16, 64, 256, 1024, 4096}) {
        if (channels <= most) {
          Data data = new Data(DType.FLOAT32, new int[] {channels, 8, 8}, Data.Holder.NPY);
          runs.add(new Run(data, data.samples(bytes), data.make(spark, folder, bytes)));
        }
      }
      measure(spark, runs);
    }
    for (Run run : runs) {
      double megabytes = run.samples * run.data.sampleBytes() / 1e6;
      Map<String, Object> values = values("channels", run.data, "spatial");
      values.put("channels", run.data.shape()[0]);
      values.put("megabytes_a_second", megabytes / run.seconds());
      values.put("cpu_seconds_a_gigabyte", run.cpuSeconds() / megabytes * 1e3);
      Results.named()
          .add(
              String.format(
                  Locale.ROOT,
                  "%s spatial, %,d channels: %.0f MB/s, %.1f CPU s/GB",
                  run.data.name(),
                  run.data.shape()[0],
                  megabytes / run.seconds(),
                  run.cpuSeconds() / megabytes * 1e3),
              values);
    }
  }

  /** From ten partitions upwards, the same samples: each file is one. Spark copies them too. */
  private void partitions(long most) throws IOException {
    Data data = Data.parse("float32-3x16x16");
    long samples = 40_000;
    List<Run> runs = new ArrayList<>();
    List<Run> copies = new ArrayList<>();
    List<Integer> partitions = new ArrayList<>();
    try (SparkSession spark = Sessions.of("2")) {
      spark.conf().set("spark.sql.files.openCostInBytes", 1L << 40);
      for (int files = 10; files <= most; files *= 10) {
        Path in = data.make(spark, folder, samples, files);
        copies.add(new Run(data, samples, in, "copy"));
        runs.add(new Run(data, samples, in));
        partitions.add(files);
      }
      List<Run> all = new ArrayList<>(copies);
      all.addAll(runs);
      measure(spark, all);
    }
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      Run copy = copies.get(i);
      int more = partitions.get(i) - partitions.get(0);
      Map<String, Object> values = values("partitions", data, "spatial");
      values.put("partitions", partitions.get(i));
      values.put("seconds", run.seconds());
      values.put("cpu_seconds", run.cpuSeconds());
      values.put("copy_seconds", copy.seconds());
      values.put("copy_cpu_seconds", copy.cpuSeconds());
      values.put("milliseconds_a_partition", run.millisecondsMore(runs.get(0), more));
      values.put("copy_milliseconds_a_partition", copy.millisecondsMore(copies.get(0), more));
      Results.named()
          .add(
              String.format(
                  Locale.ROOT,
                  "%s spatial, %,d samples in %,6d partitions: %6.2f s, %6.1f CPU s, %.1f ms for each"
                      + " beyond the first %d; Spark's copy %.2f s, %.1f CPU s, %.1f ms",
                  data.name(),
                  samples,
                  partitions.get(i),
                  run.seconds(),
                  run.cpuSeconds(),
                  values.get("milliseconds_a_partition"),
                  partitions.get(0),
                  copy.seconds(),
                  copy.cpuSeconds(),
                  values.get("copy_milliseconds_a_partition")),
              values);
    }
  }

  private void measure(SparkSession spark, List<Run> runs) throws IOException {
    Spills spills = Sessions.spills(spark);
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (Run run : runs) {
        Data.remove(out());
        Cost cost =
            Cost.of(spills, () -> Jobs.of(spark, run.data).get(run.job).accept(run.in, out()));
        if (round >= 0) {
          run.costs.add(cost);
        }
      }
    }
  }

  private Path out() {
    return folder.resolve("out-scaling");
  }

  private static Map<String, Object> values(String scale, Data data, String kind) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("scale", scale);
    values.put("data", data.name());
    values.put("job", kind);
    return values;
  }

  /** A job of one size, and what it took. */
  private static final class Run {
    final Data data;
    final long samples;
    final Path in;
    final String job;
    final List<Cost> costs = new ArrayList<>();

    Run(Data data, long samples, Path in) {
      this(data, samples, in, "spatial");
    }

    Run(Data data, long samples, Path in, String job) {
      this.data = data;
      this.samples = samples;
      this.in = in;
      this.job = job;
    }

    /** What each of some more parts took than the first run's, by the clock. */
    double millisecondsMore(Run first, int parts) {
      return parts == 0 ? 0 : 1e3 * (seconds() - first.seconds()) / parts;
    }

    double seconds() {
      return Cost.median(costs, Cost::seconds);
    }

    double cpuSeconds() {
      return Cost.median(costs, Cost::cpuSeconds);
    }
  }
}
