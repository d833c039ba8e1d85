package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.spark.functions.SqlFunctions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each query of the README and of the page about the kinds, on a Spark that is set up by {@code
 * conf/spark-defaults.conf} alone.
 */
class ReadmeSqlTest {
  private static final Pattern QUERY =
      Pattern.compile("^(SELECT [^;]*);\\n((?:-- .*\\n)+)", Pattern.MULTILINE);

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = TestSpark.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static Stream<Arguments> queries() throws IOException {
    return queryTexts().map(match -> Arguments.of(match.group(1), match.group(2)));
  }

  private static Stream<MatchResult> queryTexts() throws IOException {
    String readme = String.join("\n", Readme.blocks("sql"));
    String dropouts = String.join("\n", Readme.blocks(Readme.dropouts(), "sql"));
    return QUERY.matcher(readme + "\n" + dropouts).results();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void answersAreThoseOfTheReadme(String query, String answer) {
    assertEquals(
        answer.replaceAll("(?m)^-- ", "").strip(),
        spark.sql(query).collectAsList().stream()
            .map(ReadmeSqlTest::line)
            .collect(Collectors.joining("\n")));
  }

  @Test
  void everyFunctionHasAQuery() throws IOException {
    String queries = queryTexts().map(match -> match.group(1)).collect(Collectors.joining("\n"));
    List<String> named =
        SqlFunctions.all().keySet().stream().filter(name -> queries.contains(name + "(")).toList();
    assertEquals(new TreeSet<>(SqlFunctions.all().keySet()), new TreeSet<>(named));
  }

  /** As spark-sql prints a row. */
  private static String line(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(i -> row.isNullAt(i) ? "NULL" : text(row, i))
        .collect(Collectors.joining("  "));
  }

  private static String text(Row row, int i) {
    return row.schema().fields()[i].dataType().typeName().equals("array")
        ? row.getList(i).stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
        : String.valueOf(row.get(i));
  }
}
