package org.dropshard.job.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run.json of the first outputs, as it is and damaged. */
class RunRecordTest {
  private static String text;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream in = RunRecordTest.class.getResourceAsStream("run.json")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void isWrittenAsItWasRead() throws IOException {
    assertEquals(text, Json.pretty(Json.read(text, RunRecord.class)));
  }

  @Test
  void keepsFieldsOfOtherVersions() throws IOException {
    String more = "\"coming\":{\"list\":[1,0.5,null]}}";
    String line = Json.line(Json.read(text, RunRecord.class)).replaceFirst("}$", "," + more);
    assertEquals(line, Json.line(Json.read(line, RunRecord.class)));
  }

  @Test
  void addsUp() throws IOException {
    RunRecord run = Json.read(text, RunRecord.class);
    RunRecord twice = run.plus(run, new ShardSummary());
    assertEquals(2 * run.rows().out(), twice.rows().out());
    assertEquals(2 * run.output().bytes(), twice.output().bytes());
    assertEquals(2 * run.timings().seconds(), twice.timings().seconds());
    assertEquals(run.input().paths(), twice.input().paths());
    assertEquals(2, twice.runs().size());
    assertTrue(twice.run(new RunId(run.runId())).isPresent());
  }

  /** Names the field and the rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\" : 42 | \"seed\" : null | seed: null",
        "\"seed\" : 42, | '' | seed: missing",
        "\"seed\" : 42 | \"seed\" : \"42\" | seed: not a whole number",
        "\"seed\" : 42 | \"seed\" : 4.5 | seed: not a whole number",
        "\"seed\" : 42 | \"seed\" : 1e99 | seed: not a whole number",
        "\"seed\" : 42 | \"seed\" : 99999999999999999999 | seed: out of range",
        "\"out\" : 80 | \"out\" : -80 | rows.out: negative",
        "\"out\" : 80 | \"in\" : 80 | line 8, column 9: no JSON",
        "\"p\" : 0.3 | \"p\" : 1.5 | dropout.p: not in [0, 1]",
        "\"p\" : 0.3 | \"p\" : [ ] | dropout.p: not a number",
        "\"layout\" : \"HWC\" | \"layout\" : 3 | dropout.layout: not text",
        "\"stream\" : 0 | \"stream\" : { } | dropout.steps[0].stream: not a whole number",
        "\"bad_records\" : { } | \"bad_records\" : { \"x\" : null } | bad_records.x: null",
        "\"bad_records\" : { } | \"bad_records\" : [ ] | bad_records: not an object",
        "\"copies\" : \"2\" | \"copies\" : 2 | config.copies: not text, nor a list of it",
        "\"runs\" : [ | \"runs\" : [ null, | runs[0]: null",
      })
  void isRefused(String field, String damage, String message) {
    assertTrue(text.contains(field), field);
    String damaged = text.replaceFirst(java.util.regex.Pattern.quote(field), damage);
    InvalidRecordException e =
        assertThrows(InvalidRecordException.class, () -> Json.read(damaged, RunRecord.class));
    assertEquals(message, e.getMessage());
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String garbage :
        new String[] {
          "", "null", "[]", text.substring(0, 100), text + "x", "\u00ac\u00ed\0\u0005sr"
        }) {
      assertThrows(InvalidRecordException.class, () -> Json.read(garbage, RunRecord.class));
    }
    assertThrows(
        InvalidRecordException.class,
        () -> Json.read("{\"a\":" + "[".repeat(100_000), RunRecord.class));
  }
}
