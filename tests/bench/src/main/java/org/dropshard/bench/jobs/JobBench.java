package org.dropshard.bench.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Measures one job against another in turn: {@code DATA BASE JOB [megabytes] [pairs] [cores]}, e.g.
 * {@code float32-3x64x64 copy spatial 1024 5 2}. Prints a line for people and one of JSON.
 */
public final class JobBench {
  private static final int WARM_UPS = 2;

  private JobBench() {}

  public static void main(String[] arguments) throws Exception {
    Data data = Data.parse(arguments[0]);
    String base = arguments[1];
    String job = arguments[2];
    long bytes = Long.parseLong(argument(arguments, 3, "1024")) << 20;
    int pairs = Integer.parseInt(argument(arguments, 4, "5"));
    String cores = argument(arguments, 5, "2");
    Path folder = Files.createDirectories(Path.of(System.getProperty("dropshard.bench", "data")));
    try (SparkSession spark = session(cores)) {
      Path in = data.make(spark, folder, bytes);
      Map<String, BiConsumer<Path, Path>> jobs = Jobs.of(spark);
      List<Cost> bases = new ArrayList<>();
      List<Cost> costs = new ArrayList<>();
      for (int pair = -WARM_UPS; pair < pairs; pair++) {
        Cost ofBase = Cost.of(() -> jobs.get(base).accept(in, folder.resolve("base")));
        Cost ofJob = Cost.of(() -> jobs.get(job).accept(in, folder.resolve("job")));
        if (pair >= 0) {
          bases.add(ofBase);
          costs.add(ofJob);
        }
      }
      print(data, base, job, bytes, cores, bases, costs);
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static SparkSession session(String cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .appName("bench")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }

  private static void print(
      Data data,
      String base,
      String job,
      long bytes,
      String cores,
      List<Cost> bases,
      List<Cost> costs) {
    double megabytes = bytes / 1e6;
    System.out.printf(
        Locale.ROOT,
        "%-22s %-9s against %-18s %s cores: throughput x %.2f, CPU x %.2f "
            + "(%.0f and %.0f MB/s, %.1f and %.1f CPU s/GB, GC %.0f%%, heap %d MB)%n",
        data.name(),
        job,
        base,
        cores,
        ratio(bases, costs, Cost::seconds),
        1 / ratio(bases, costs, Cost::cpuSeconds),
        megabytes / median(costs, Cost::seconds),
        megabytes / median(bases, Cost::seconds),
        median(costs, Cost::cpuSeconds) / (megabytes / 1e3),
        median(bases, Cost::cpuSeconds) / (megabytes / 1e3),
        100 * median(costs, Cost::gcSeconds) / median(costs, Cost::seconds),
        (long) median(costs, Cost::peakHeapBytes) >> 20);
  }

  /** The median over the pairs of base by job. */
  private static double ratio(List<Cost> bases, List<Cost> costs, ToDoubleFunction<Cost> of) {
    double[] ratios = new double[costs.size()];
    Arrays.setAll(ratios, i -> of.applyAsDouble(bases.get(i)) / of.applyAsDouble(costs.get(i)));
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> of) {
    double[] values = costs.stream().mapToDouble(of).sorted().toArray();
    return values[values.length / 2];
  }
}
