package org.dropshard.job.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.DropRate;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.SampleCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationsTest {
  private static final Facts FOUND = facts(1000, 1, 110, 20);
  private static final Facts BASELINE = facts(1200, 0, 100, 10);

  /** A run over three channels of 400 values each; the first has a mean and a deviation. */
  private static Facts facts(long in, long bad, double mean, double std) {
    List<ChannelRecord> channels =
        List.of(channel(0, mean, std, 0), channel(1, 50, 5, 4), channel(2, 0, 0, 0));
    return new Facts(
            Map.of(
                "rows.in",
                (double) in,
                "rows.out",
                (double) (in - bad),
                "rows.bad",
                (double) bad,
                "units",
                100_000.0,
                "drop_rate",
                0.3),
            "image BINARY",
            List.of("red", "green", "blue"),
            channels,
            channels,
            List.of(),
            Optional.empty(),
            Map.of(),
            List.of())
        .withRates(
            List.of(
                new DropRate("drop rate", 30_000, 100_000, 0.305),
                new DropRate("drop rate of copy 1", 10_000, 20_000, 0.4)));
  }

  private static Facts labelled(Facts facts, String... labels) {
    SampleCounts counts = new SampleCounts();
    for (String label : labels) {
      counts.add(SampleCounts.Trait.LABELS, label, 2);
    }
    return facts.withCounts(Optional.of(counts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels.new = 0     | labels.new = 0: eel, frog (found 2, wanted = 0)",
        "labels.missing = 0 | labels.missing = 0: cat (found 1, wanted = 0)",
        "labels.count <= 2  | labels.count <= 2 (found 3, wanted <= 2)",
        "labels.count = baseline | labels.count = baseline (found 3, wanted = 2)",
        "shapes.new = 1     | shapes.new = 1 (found 0, wanted = 1)",
      })
  void labelsThatAreNewOrMissingAreNamed(String text, String line) {
    Facts there = labelled(BASELINE, "cat", "dog");
    Facts found = labelled(FOUND, "frog", "dog", "eel");
    Expectations expected =
        new Expectations(
            Expectations.parse(List.of(text), true), Optional.of("b"), Optional.empty(), false);
    assertTrue(expected.ofTraits());
    List<Finding> findings = expected.judge(found, Optional.of(there));
    assertEquals(List.of(line), findings.stream().map(Finding::line).toList());
  }

  @Test
  void tooManyLabelsAreNoneAndNothingIsMetByThem() {
    String[] labels = IntStream.range(0, 5000).mapToObj(i -> "l" + i).toArray(String[]::new);
    Facts found = labelled(FOUND, labels);
    Expectations expected =
        new Expectations(
            Expectations.parse(List.of("labels.new = 0", "labels.count >= 1"), true),
            Optional.of("b"),
            Optional.empty(),
            false);
    assertEquals(
        List.of(false, false),
        expected.judge(found, Optional.of(labelled(BASELINE, "l1"))).stream()
            .map(Finding::met)
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drop_rate within bound          | 0.29465 to 0.31535",
        "after.red.mean within 30% of 112 | 78.4 to 145.6",
        "after.red.mean within 0 of 112  | 112 to 112",
        "rows.in within 1234567 of 1     | -1235000 to 1235000",
      })
  void rangesHaveTheDigitsThatTheirWidthIsWorth(String text, String wanted) {
    assertEquals(wanted, judge(text, Optional.empty()).get(0).wanted());
  }

  private static ChannelRecord channel(int number, double mean, double std, long nan) {
    return new ChannelRecord(
        IntNode.valueOf(number), 400, mean, std * std, std, 0, 255, 2, nan, 0, null);
  }

  private static List<Finding> judge(String text, Optional<Facts> baseline) {
    return new Expectations(
            Expectations.parse(List.of(text), true),
            baseline.map(b -> "b"),
            Optional.empty(),
            false)
        .judge(FOUND, baseline);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows.bad <= 0.1%                      | true",
        "rows.bad < 0.1%                       | false",
        "rows.bad<=1                           | true",
        "rows.out >= 90% of baseline           | false",
        "rows.out >= 80% of baseline           | true",
        "rows.in != baseline                   | true",
        "drop_rate >= 31%                      | false",
        "after.red.mean within 3% of 112       | true",
        "after.0.mean within 1% of 112         | false",
        "after.0.mean within 2 of 112          | true",
        "before.0.std within 100% of baseline  | true",
        "before.0.std within 99% of baseline   | false",
        "before.green.nan <= 1%                | true",
        "before.green.nan = 4                  | true",
        "before.green.zeros > 0                | true",
        "before.7.max < 9                      | false",
        "before.alpha.max < 9                  | false",
      })
  void numbersAreHeldAgainstWhatIsWanted(String text, boolean met) {
    List<Finding> findings = judge(text, Optional.of(BASELINE));
    assertEquals(1, findings.size());
    assertEquals(met, findings.get(0).met(), findings.get(0)::line);
  }

  @Test
  void eachRateWithAProbabilityOfItsOwnLiesWithinItsBound() {
    assertEquals(
        List.of(
            "drop_rate within bound (found 0.3, wanted 0.29465 to 0.31535) true",
            "drop_rate of copy 1 within bound (found 0.5, wanted 0.37686 to 0.42314) false"),
        judge("drop_rate within bound", Optional.empty()).stream()
            .map(finding -> finding.line() + " " + finding.met())
            .toList());
  }

  @Test
  void driftOfAConstantChannelIsEndlessAndSaysWhy() {
    Facts constant = facts(1000, 0, 110, 0);
    List<String> lines =
        Drift.parse("mean=9,std=9").judge(FOUND, constant).stream()
            .filter(finding -> !finding.met())
            .map(Finding::line)
            .toList();
    assertEquals(
        List.of("drift of before.0.std (found ∞: deviation 0 in the baseline, wanted <= 9)"),
        lines);
    List<Finding> findings = Drift.parse("mean=9,std=9").judge(BASELINE, constant);
    assertEquals(
        "drift of before.0.mean (found ∞: deviation 0 in the baseline, wanted <= 9)",
        findings.stream().filter(one -> !one.met()).findFirst().orElseThrow().line());
    String json = Json.line(findings);
    assertTrue(json.contains("\"found\":null,"), json);
    assertTrue(json.contains("\"endless\":\"deviation 0 in the baseline\""), json);
  }

  @Test
  void aStarMeansEachChannel() {
    List<Finding> findings = judge("before.*.nan = 0", Optional.empty());
    assertEquals(
        List.of("before.0.nan = 0", "before.1.nan = 0", "before.2.nan = 0"),
        findings.stream().map(Finding::expected).toList());
    assertEquals(List.of(true, false, true), findings.stream().map(Finding::met).toList());
    assertEquals("before.1.nan = 0 (found 4, wanted = 0)", findings.get(1).line());
  }

  @Test
  void withoutABaselineNothingIsHeldAgainstIt() {
    assertEquals(List.of(), judge("rows.out >= 90% of baseline", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rows.bad",
        "rows.bad <=",
        "rows.bad <= much",
        "rows.bad <= NaN",
        "rows.good > 1",
        "after.0.median > 1",
        "after.purple.mean > 1",
        "during.0.mean > 1",
        "after.0.mean < 3%",
        "seconds < 10%",
        "after.0.mean within 3%",
        "after.0.mean within baseline of 3",
        "rows.in within bound",
      })
  void whatIsNoExpectationIsRefusedWithItsText(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Expectations.parse(List.of(text), true));
    assertTrue(refusal.getMessage().startsWith(text + " ("), refusal.getMessage());
  }

  @Test
  void aDatasetThatWasOnlyReadHasNoAfter() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Expectations.parse(List.of("after.0.mean > 1"), false));
    assertEquals(1, Expectations.parse(List.of("before.0.mean > 1"), false).size());
  }

  @Test
  void channelsMayDriftAsFarAsTheLimits() {
    List<Finding> findings = Drift.parse("mean=0.99,std=2").judge(FOUND, BASELINE);
    assertEquals(
        List.of("drift of before.0.mean (found 1, wanted <= 0.99)"),
        findings.stream().filter(finding -> !finding.met()).map(Finding::line).toList());
    assertEquals(2 + 3 * 2, findings.size()); // channels, columns, and both of each channel
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mean", "mean=-1", "std=0.5", "histogram=2", "mean=1,mean=2", "p=1"})
  void whatAreNoLimitsIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Drift.parse(text));
  }
}
