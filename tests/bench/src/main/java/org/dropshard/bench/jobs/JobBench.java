package org.dropshard.bench.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Measures jobs against others in turn, in one JVM and one session: {@code DATA BASES JOBS
 * [megabytes] [rounds] [cores]}, e.g. {@code float32-3x64x64 copy,copy-same-options spatial,element
 * 1024 5 2}. A round runs each once; a ratio is the median over the rounds.
 */
public final class JobBench {
  /** Rounds that are not counted, in which the compiler is at work. */
  private static final int WARM_UPS = 5;

  private final Data data;
  private final String cores;
  private final double megabytes;
  private final long samples;
  private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

  private JobBench(Data data, String cores, long bytes) {
    this.data = data;
    this.cores = cores;
    this.samples = data.samples(bytes);
    this.megabytes = samples * data.sampleBytes() / 1e6;
  }

  public static void main(String[] arguments) throws Exception {
    Data data = Data.parse(arguments[0]);
    List<String> bases = List.of(arguments[1].split(","));
    List<String> jobs = List.of(arguments[2].split(","));
    long bytes = Long.parseLong(argument(arguments, 3, "1024")) << 20;
    int rounds = Integer.parseInt(argument(arguments, 4, "5"));
    String cores = argument(arguments, 5, "2");
    Path folder = Files.createDirectories(Path.of(System.getProperty("dropshard.bench", "data")));
    JobBench bench = new JobBench(data, cores, bytes);
    try (SparkSession spark = Sessions.of(cores)) {
      Path in = data.make(spark, folder, bytes);
      bench.measure(spark, in, folder, bases, jobs, rounds);
    }
    for (String base : bases) {
      for (String job : jobs) {
        bench.print(base, job);
      }
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private void measure(
      SparkSession spark, Path in, Path folder, List<String> bases, List<String> jobs, int rounds)
      throws IOException {
    Map<String, BiConsumer<Path, Path>> known = Jobs.of(spark, data);
    Spills spills = Sessions.spills(spark);
    List<String> all = new ArrayList<>(bases);
    all.addAll(jobs);
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (String name : all) {
        Path out = folder.resolve("out-" + name);
        Data.remove(out);
        Cost cost = Cost.of(spills, () -> known.get(name).accept(in, out));
        System.err.printf(
            Locale.ROOT,
            "round %d: %s %.2f s, %.2f CPU s%n",
            round,
            name,
            cost.seconds(),
            cost.cpuSeconds());
        if (round >= 0) {
          costs.computeIfAbsent(name, job -> new ArrayList<>()).add(cost);
        }
      }
    }
  }

  private void print(String base, String job) {
    List<Cost> bases = costs.get(base);
    List<Cost> of = costs.get(job);
    double seconds = Cost.median(of, Cost::seconds);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("data", data.name());
    values.put("job", job);
    values.put("base", base);
    values.put("cores", Integer.parseInt(cores));
    values.put("megabytes", megabytes);
    values.put("rounds", of.size());
    values.put("throughput_ratio", ratio(bases, of, Cost::seconds));
    values.put("cpu_ratio", ratio(bases, of, Cost::cpuSeconds));
    values.put("megabytes_a_second", megabytes / seconds);
    values.put("base_megabytes_a_second", megabytes / Cost.median(bases, Cost::seconds));
    values.put("samples_a_second", samples / seconds);
    values.put("cpu_seconds_a_gigabyte", Cost.median(of, Cost::cpuSeconds) / megabytes * 1e3);
    values.put(
        "base_cpu_seconds_a_gigabyte", Cost.median(bases, Cost::cpuSeconds) / megabytes * 1e3);
    values.put("gc_share", Cost.median(of, Cost::gcSeconds) / seconds);
    values.put("peak_heap_bytes", Cost.median(of, Cost::peakHeapBytes));
    values.put("base_peak_heap_bytes", Cost.median(bases, Cost::peakHeapBytes));
    values.put("spilled_bytes", Cost.median(of, Cost::spilledBytes));
    Results.named().add(line(values), values);
  }

  private static String line(Map<String, Object> values) {
    return String.format(
        Locale.ROOT,
        "%-22s %-9s against %-18s %d cores: %.2f of its throughput, at %.2f of its CPU time;"
            + " %.0f against %.0f MB/s, %.0f samples/s, %.1f against %.1f CPU s/GB, GC %.0f %%,"
            + " heap %.0f against %.0f MB, spilled %.0f MB",
        values.get("data"),
        values.get("job"),
        values.get("base"),
        values.get("cores"),
        values.get("throughput_ratio"),
        1 / (double) values.get("cpu_ratio"),
        values.get("megabytes_a_second"),
        values.get("base_megabytes_a_second"),
        values.get("samples_a_second"),
        values.get("cpu_seconds_a_gigabyte"),
        values.get("base_cpu_seconds_a_gigabyte"),
        100 * (double) values.get("gc_share"),
        (double) values.get("peak_heap_bytes") / 1e6,
        (double) values.get("base_peak_heap_bytes") / 1e6,
        (double) values.get("spilled_bytes") / 1e6);
  }

  /** The median over the rounds of base by job. */
  static double ratio(List<Cost> bases, List<Cost> jobs, ToDoubleFunction<Cost> of) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      ratios.add(of.applyAsDouble(bases.get(i)) / of.applyAsDouble(jobs.get(i)));
    }
    ratios.sort(null);
    return ratios.get(ratios.size() / 2);
  }
}
