package org.dropshard.job.output;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.stats.ChannelHistograms;
import org.dropshard.stats.ValueHistogram;
import org.dropshard.tensor.Layout;

/** Whether an output's account agrees with itself, and with the files there. No row is read. */
public final class AccountCheck {
  private final Account account;
  private final RunRecord run;
  private final Map<String, Long> sizes = new TreeMap<>();
  private final RowDigest digest = new RowDigest();
  private long rows;
  private long bytes;

  private AccountCheck(Account account) {
    this.account = account;
    this.run = account.run();
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
    AccountCheck check = new AccountCheck(account);
    check.sums();
    List<String> differences = ShardFiles.differences(check.sizes, fileSystem, output, true);
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
        });
    equal(Account.SHARDS, "rows", run.rows().out(), rows);
    equal(Account.SHARDS, "bytes", run.output().bytes(), bytes);
    equal(Account.SHARDS, "lines", run.output().shards(), (long) sizes.size());
    equal(Account.SHARDS, "digests' sum", run.digest(), digest.hex());
    RowDigest runs = new RowDigest();
    run.runs().forEach(one -> runs.add(one.digest()));
    equal(Account.RUN, "runs' digests' sum", run.digest(), runs.hex());
    ShardSummary summary = account.read(Account.SUMMARY);
    equal(Account.SUMMARY.name(), "rows", run.rows().out(), summary.rows);
    equal(Account.SUMMARY.name(), "bytes", run.output().bytes(), summary.bytes);
    equal(Account.SUMMARY.name(), "digest", run.digest(), summary.digest.hex());
    statistics(summary);
    parameters();
  }

  private void statistics(ShardSummary summary) {
    StatsRecord stats = account.stats();
    StatsRecord sums = StatsRecord.of(summary, Layout.valueOf(run.dropout().layout()));
    boolean equal =
        Json.line(sums.before()).equals(Json.line(stats.before()))
            && Json.line(sums.after()).equals(Json.line(stats.after()));
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
