package org.dropshard.job.output;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.ParametersArchive;
import org.dropshard.job.record.RowDigest;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.ShardRecord;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.stats.ChannelHistograms;
import org.dropshard.stats.ValueHistogram;
import org.dropshard.tensor.Layout;

/** Whether an output's account agrees with itself, and with the files there. No row is read. */
public final class AccountCheck {
  private final Account account;
  private final RunRecord run;
  private final Iterator<RunRecord.Run> runs;
  private final Map<String, Long> sizes = new TreeMap<>();
  private final RowDigest digest = new RowDigest();
  private long rows;
  private long bytes;

  // Of the run that the next line belongs to.
  private RunRecord.Run current;
  private RowDigest runDigest;
  private long runRows;

  private AccountCheck(Account account) {
    this.account = account;
    this.run = account.run();
    this.runs = run.runs().iterator();
  }

  /**
   * Whether shards, sums, statistics and preview of an account tell of the same rows.
   *
   * @throws JobException naming the first file that does not
   */
  public static void sums(Account account) {
    new AccountCheck(account).sums();
  }

  /**
   * Whether more may be added to an output: its account is whole, and so are its shards, by name
   * and size.
   *
   * @param output qualified
   * @throws JobException naming the first file that is not
   */
  static void check(Account account, FileSystem fileSystem, Path output) throws IOException {
    account.checkSums();
    AccountCheck check = new AccountCheck(account);
    check.sums();
    List<String> differences =
        ShardFiles.differences(check.sizes, check.run, fileSystem, output, true);
    if (!differences.isEmpty()) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Invalid output: " + output.toUri().getPath() + " (" + differences.get(0) + ")");
    }
  }

  private void sums() {
    account.shards(
        shard -> {
          if (sizes.put(shard.file(), shard.bytes()) != null) {
            throw account.invalid(Account.SHARDS, "twice: " + shard.file());
          }
          rows += shard.rows();
          bytes += shard.bytes();
          digest.add(shard.digest());
          ofRun(shard);
        });
    endRuns();
    equal(Account.SHARDS, "rows", run.rows().out(), rows);
    equal(Account.SHARDS, "bytes", run.output().bytes(), bytes);
    equal(Account.SHARDS, "lines", run.output().shards(), (long) sizes.size());
    equal(Account.SHARDS, "digests' sum", run.digest(), digest.hex());
    ShardSummary summary = account.read(Account.SUMMARY);
    equal(Account.SUMMARY.name(), "rows", run.rows().out(), summary.rows);
    equal(Account.SUMMARY.name(), "bytes", run.output().bytes(), summary.bytes);
    equal(Account.SUMMARY.name(), "digest", run.digest(), summary.digest.hex());
    counts(summary);
    statistics(summary);
    parameters();
  }

  /** Lines stand in the order of the runs, and none is of two. */
  private void ofRun(ShardRecord shard) {
    if (shard.rows() == 0) {
      return;
    }
    while (current == null || runRows == current.rows().out()) {
      endRun();
      if (!runs.hasNext()) {
        throw account.invalid(Account.RUN, "runs: fewer rows than " + Account.SHARDS + " has");
      }
      current = runs.next();
    }
    runRows += shard.rows();
    runDigest.add(shard.digest());
  }

  private void endRuns() {
    endRun();
    while (runs.hasNext()) {
      current = runs.next();
      endRun();
    }
  }

  private void endRun() {
    if (current != null) {
      String name = "runs, " + current.runId();
      equal(Account.SHARDS, name + ", rows", current.rows().out(), runRows);
      equal(Account.SHARDS, name + ", digest", current.digest(), runDigest.hex());
    }
    runRows = 0;
    runDigest = new RowDigest();
  }

  /** What follows from the sums, and what the runs have to come to. */
  private void counts(ShardSummary summary) {
    RunRecord.Rows rows = run.rows();
    equal(Account.SUMMARY.name(), "samples and bad", rows.in(), summary.samples + rows.bad());
    boolean forward = run.dropout().direction().equals("forward");
    long copies = forward ? run.dropout().copies() : 1;
    equal(Account.SUMMARY.name(), "samples' copies", rows.out(), summary.samples * copies);
    long reasons = run.badRecords().values().stream().mapToLong(Long::longValue).sum();
    equal(Account.RUN, "bad_records in all", rows.bad(), reasons);
    equal(Account.RUN, "runs' rows in", rows.in(), ofRuns(RunRecord.Rows::in));
    equal(Account.RUN, "runs' rows bad", rows.bad(), ofRuns(RunRecord.Rows::bad));
    equal(
        Account.RUN,
        "runs' duplicate keys",
        rows.duplicateKeys(),
        ofRuns(RunRecord.Rows::duplicateKeys));
    equal(Account.RUN, "the last run", run.runId(), run.runs().get(run.runs().size() - 1).runId());
  }

  private long ofRuns(ToLongFunction<RunRecord.Rows> count) {
    return run.runs().stream().map(RunRecord.Run::rows).mapToLong(count).sum();
  }

  private void statistics(ShardSummary summary) {
    StatsRecord stats = account.stats();
    StatsRecord sums = StatsRecord.of(summary, Layout.valueOf(run.dropout().layout()));
    boolean equal =
        Json.tree(stats.before()).equals(Json.tree(sums.before()))
            && Json.tree(stats.after()).equals(Json.tree(sums.after()))
            && Json.tree(stats.splits()).equals(Json.tree(sums.splits()));
    if (!equal) {
      throw account.invalid(Account.STATS, "not the statistics of " + Account.SUMMARY.name());
    }
    Preview preview = account.read(Preview.PART);
    histograms(preview.before, stats.before().channels().size(), "before");
    histograms(preview.after, stats.after().channels().size(), "after");
  }

  private void parameters() {
    boolean asked = "true".equals(run.config().get(Setting.PARAMETERS.key()));
    if (asked != (run.parameters() != null)) {
      throw account.invalid(Account.RUN, "parameters: not as config has it");
    }
    if (asked) {
      ParametersArchive archive = ParametersArchive.of(account.read(LearnedGradients.PART));
      if (!Arrays.equals(archive.npz(), account.bytes(LearnedGradients.ARCHIVE))) {
        throw account.invalid(
            LearnedGradients.ARCHIVE, "not the sums of " + LearnedGradients.PART.name());
      }
      equal(LearnedGradients.ARCHIVE, "contents", run.parameters(), archive.record());
    }
  }

  private void histograms(ChannelHistograms shown, int channels, String when) {
    List<ValueHistogram> histograms = shown.channels();
    if (histograms.size() > channels) {
      throw account.invalid(
          Preview.PART.name(),
          "channels "
              + when
              + ": "
              + histograms.size()
              + ", "
              + Account.STATS
              + " has "
              + channels);
    }
  }

  private void equal(String file, String what, Object said, Object is) {
    if (!said.equals(is)) {
      throw account.invalid(file, what + ": " + is + ", " + Account.RUN + " has " + said);
    }
  }
}
