package org.dropshard.job.augment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.RunRecord;

/** The runs that made the inputs of another: inputs that are outputs say so themselves. */
public final class EarlierRuns {
  private EarlierRuns() {}

  /**
   * Those of inputs, in their order.
   *
   * @throws JobException if an input is an output whose account cannot be read
   */
  public static List<InputRecord.Earlier> of(List<String> inputs, Configuration hadoop) {
    List<InputRecord.Earlier> earlier = new ArrayList<>();
    for (String input : inputs) {
      InputRoot root = InputRoot.of(input, hadoop);
      Set<Path> folders = new LinkedHashSet<>(List.of(root.folder()));
      Arrays.stream(root.matches())
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .forEach(folders::add);
      folders.forEach(folder -> add(root.fileSystem(), folder, earlier));
    }
    return earlier.stream().distinct().toList();
  }

  private static void add(FileSystem fileSystem, Path folder, List<InputRecord.Earlier> earlier) {
    Account account = Account.of(fileSystem, folder, ExitCode.INPUT);
    try {
      if (!account.exists()) {
        return;
      }
    } catch (IOException e) {
      throw JobException.unreadable(folder, e);
    }
    RunRecord run = account.run();
    earlier.add(
        new InputRecord.Earlier(
            Resolved.masked(folder.toString()),
            run.runId(),
            run.digest(),
            run.seed(),
            run.dropout().steps(),
            run.input().earlier(),
            Map.of()));
  }
}
