package org.dropshard.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;

/**
 * Commands one after the other in one session: of SQL what begins with {@code sql}; two at a time
 * what begins with {@code together}, with {@code &} between.
 */
public final class TablesSmoke {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private TablesSmoke() {}

  public static void main(String[] commands) {
    SparkSession spark = SparkSession.builder().appName("tables").getOrCreate();
    for (String command : commands) {
      System.out.println("> " + command);
      if (command.startsWith("sql")) {
        System.out.println("answer " + answer(spark, command.substring(command.indexOf(' '))));
      } else if (command.startsWith("together ")) {
        System.out.println("exits " + together(command.substring(9).split(" & ")));
      } else {
        System.out.println("exit " + run(command));
      }
    }
    spark.stop();
  }

  /** Each on a thread of its own: Hadoop's readers wait for the common pool. */
  private static List<ExitCode> together(String... commands) {
    ExecutorService threads = Executors.newFixedThreadPool(commands.length);
    try {
      List<CompletableFuture<ExitCode>> runs =
          Arrays.stream(commands)
              .map(command -> CompletableFuture.supplyAsync(() -> run(command), threads))
              .toList();
      return runs.stream().map(CompletableFuture::join).sorted().toList();
    } finally {
      threads.shutdown();
    }
  }

  private static Object answer(SparkSession spark, String query) {
    try {
      return spark.sql(query).collectAsList();
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      return "none: " + e.toString().lines().findFirst().orElse("");
    }
  }

  private static ExitCode run(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return Application.run(words.toArray(new String[0]), System.out, System.out);
  }
}
