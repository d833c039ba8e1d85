package org.dropshard.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;

/** Commands one after the other in one session: of SQL what begins with {@code sql}. */
public final class TablesSmoke {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private TablesSmoke() {}

  public static void main(String[] commands) {
    SparkSession spark = SparkSession.builder().appName("tables").getOrCreate();
    for (String command : commands) {
      System.out.println("> " + command);
      if (command.startsWith("sql ")) {
        System.out.println("answer " + spark.sql(command.substring(4)).collectAsList());
        continue;
      }
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(command);
      while (word.find()) {
        words.add(word.group(1) == null ? word.group(2) : word.group(1));
      }
      ExitCode code = Application.run(words.toArray(new String[0]), System.out, System.out);
      System.out.println("exit " + code);
    }
    spark.stop();
  }
}
