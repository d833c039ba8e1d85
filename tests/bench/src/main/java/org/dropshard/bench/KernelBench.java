package org.dropshard.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints each beside the copy of the same bytes in the same run. Arguments
 * are JMH's: {@code -p size=3x224x224 -p dtype=float32} measures one size of one type.
 */
public final class KernelBench {
  private KernelBench() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions asked = new CommandLineOptions(args);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(asked);
    if (asked.getIncludes().isEmpty()) {
      options.include("org\\.dropshard\\.bench");
    }
    options.mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS);
    options.forks(1).warmupIterations(5).warmupTime(TimeValue.milliseconds(400));
    options.measurementIterations(7).measurementTime(TimeValue.milliseconds(100));
    print(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    Map<String, Double> copies = new TreeMap<>();
    Map<String, RunResult> rows = new TreeMap<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      if (name(params).equals("copy")) {
        copies.put(data(params), median(result));
      }
      rows.put(data(params) + " " + name(params) + " " + what(params), result);
    }
    System.out.printf("%n%-48s %12s %10s%n", "median of one run", "ns/element", "x copy");
    rows.forEach(
        (row, result) -> {
          double copy = copies.getOrDefault(data(result.getParams()), Double.NaN);
          double time = median(result);
          System.out.printf(
              Locale.ROOT,
              "%-48s %12.4f %10.2f%n",
              row,
              time / elements(result.getParams()),
              time / copy);
        });
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static String name(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }

  private static String data(BenchmarkParams params) {
    return params.getParam("dtype") + " " + params.getParam("size");
  }

  private static String what(BenchmarkParams params) {
    StringBuilder what = new StringBuilder();
    for (String key : new String[] {"kind", "layout", "p"}) {
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
