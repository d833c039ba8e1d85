package org.dropshard.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints each as a ratio to what is measured with it in turn: a copy of the
 * same bytes, and for other libraries this one's dropout. The ratio is the median of 21 pairs;
 * beside it stands that of the least times, which other load on the machine disturbs less.
 *
 * <p>Arguments: {@code full}, {@code quick} (float32 and uint8, p = 0.5, two sizes), {@code peers}
 * (other libraries, which the profile of this name adds), and JMH's: {@code -p size=3x224x224 -p
 * dtype=float32} measures one size of one type. Every measurement is added to a JSON file.
 */
public final class KernelBench {
  private static final String OUTPUT = System.getProperty("dropshard.bench.output", ".");

  private KernelBench() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    String mode = args.length > 0 && !args[0].startsWith("-") ? args[0] : "full";
    String[] rest = args.length > 0 && mode.equals(args[0]) ? tail(args) : args;
    List<RunResult> results = new ArrayList<>();
    switch (mode) {
      case "full" -> {
        run("full-kernels", "bench.Kernels", rest, results);
        run("full-naive", "bench.Baselines.naive", rest, results);
        run("full-multiply", "bench.Baselines.multiply", with(rest, "dtype=float32"), results);
      }
      case "quick" ->
          run(
              "quick",
              "bench.Kernels",
              with(rest, "dtype=float32,uint8", "p=0.5", "size=3x224x224,512x7x7"),
              results);
      case "peers" -> run("peers", "bench.Peers", with(rest, "dtype=float32"), results);
      default ->
          throw new IllegalArgumentException("Invalid mode: " + mode + " (full, quick, peers)");
    }
    print(results);
  }

  private static String[] tail(String[] args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }

  /** Parameters in front, so that those asked for win. */
  private static String[] with(String[] args, String... parameters) {
    List<String> all = new ArrayList<>();
    for (String parameter : parameters) {
      String name = parameter.substring(0, parameter.indexOf('=') + 1);
      if (Arrays.stream(args).noneMatch(arg -> arg.startsWith(name))) {
        all.add("-p");
        all.add(parameter);
      }
    }
    all.addAll(Arrays.asList(args));
    return all.toArray(String[]::new);
  }

  private static void run(String name, String include, String[] args, List<RunResult> results)
      throws RunnerException, CommandLineOptionException {
    ChainedOptionsBuilder options =
        new OptionsBuilder().parent(new CommandLineOptions(args)).include(include);
    options.mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS).forks(1);
    options.warmupIterations(4).warmupTime(TimeValue.milliseconds(250));
    options.measurementIterations(21).measurementTime(TimeValue.milliseconds(10));
    options.resultFormat(ResultFormatType.JSON).result(OUTPUT + "/kernels-" + name + ".json");
    results.addAll(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    Map<String, RunResult> rows = new TreeMap<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      rows.put(name(params) + " " + parameters(params), result);
    }
    System.out.printf("%n%-52s %12s  %s%n", "", "ns/element", "ratio: median of pairs (least)");
    rows.forEach(
        (row, result) ->
            System.out.printf(
                Locale.ROOT,
                "%-52s %12.4f  %s%n",
                row,
                result.getPrimaryResult().getStatistics().getPercentile(50)
                    / elements(result.getParams()),
                ratios(result)));
  }

  /** Each iteration's time by that of what was measured before it: {@code 4.62 (4.51) x copy}. */
  private static String ratios(RunResult run) {
    Map<String, List<double[]>> pairs = new TreeMap<>();
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        double nanos = iteration.getPrimaryResult().getScore();
        for (String base : iteration.getSecondaryResults().keySet()) {
          double of = iteration.getSecondaryResults().get(base).getScore();
          pairs.computeIfAbsent(base, key -> new ArrayList<>()).add(new double[] {nanos, of});
        }
      }
    }
    StringBuilder text = new StringBuilder();
    pairs.forEach(
        (base, times) -> {
          double[] ratios = times.stream().mapToDouble(t -> t[0] / t[1]).sorted().toArray();
          double least =
              times.stream().mapToDouble(t -> t[0]).min().orElseThrow()
                  / times.stream().mapToDouble(t -> t[1]).min().orElseThrow();
          String format = "%8.2f (%.2f) x %-10s";
          text.append(String.format(Locale.ROOT, format, ratios[ratios.length / 2], least, base));
        });
    return text.toString();
  }

  private static String name(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }

  private static String parameters(BenchmarkParams params) {
    StringBuilder what = new StringBuilder();
    for (String key : new String[] {"dtype", "size", "kind", "layout", "p"}) {
      if (params.getParamsKeys().contains(key)) {
        what.append(params.getParam(key)).append(' ');
      }
    }
    return what.toString();
  }

  private static long elements(BenchmarkParams params) {
    Sample sample = new Sample();
    sample.dtype = params.getParam("dtype");
    sample.size = params.getParam("size");
    return sample.elements();
  }
}
