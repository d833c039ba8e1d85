package org.dropshard.job.augment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;
import org.dropshard.job.expect.Facts;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.SampleCounts;

/** Holds what was found against what is expected. */
public final class Judgement {
  private final Expectations expectations;
  private final Optional<Facts> baseline;

  /**
   * @param baseline empty if there is none yet
   */
  private Judgement(Expectations expectations, Optional<Facts> baseline) {
    this.expectations = expectations;
    this.baseline = baseline;
  }

  /**
   * Reads the baseline before there is anything to judge.
   *
   * @param latest the output as it is; empty if it is not there yet
   * @throws JobException if the baseline is no output
   */
  public static Judgement of(
      Expectations expectations, Optional<Account> latest, Configuration hadoop) {
    Optional<Account> there =
        expectations
            .baseline()
            .flatMap(
                path ->
                    path.equals(Expectations.LATEST) ? latest : Optional.of(account(path, hadoop)));
    return new Judgement(expectations, there.map(account -> facts(account, expectations)));
  }

  private static Facts facts(Account account, Expectations expectations) {
    try {
      Optional<SampleCounts> counts = SampleCounts.of(account);
      if (counts.isEmpty() && expectations.ofTraits()) {
        throw JobException.invalid(
            "--baseline",
            expectations.baseline().orElseThrow(),
            "labels, shapes and types are counted from the first run on that expects something of them, and this one has no counts");
      }
      return Facts.of(account.run(), account.stats(), account.read(Preview.PART).before.channels())
          .withCounts(counts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Account account(String path, Configuration hadoop) {
    try {
      Path output = new Path(path);
      Account account = Account.of(output.getFileSystem(hadoop), output, ExitCode.INPUT);
      if (account.exists()) {
        return account;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.invalid("--baseline", path, e.getMessage());
    }
    throw JobException.invalid("--baseline", path, "no output");
  }

  /** What became of the expectations; none where there are none. */
  public List<Finding> of(Facts found) {
    return expectations.judge(found, baseline);
  }

  /** Whether what was found lets a run, or a command, go on. */
  public boolean allows(List<Finding> findings) {
    return expectations.warns() || findings.stream().allMatch(Finding::met);
  }

  /** The end of a run that is not allowed: a line for each that was missed. */
  public static JobException missed(List<Finding> findings, String... endings) {
    List<String> lines = new ArrayList<>();
    findings.stream()
        .filter(finding -> !finding.met())
        .forEach(finding -> lines.add("Expectation missed: " + finding.line()));
    lines.addAll(List.of(endings));
    return new JobException(ExitCode.EXPECTATION, lines);
  }
}
