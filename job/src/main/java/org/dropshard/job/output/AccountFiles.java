package org.dropshard.job.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.BinaryPart;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.store.FileSum;

/**
 * Writes the files of an account, and those beside the shards, so that a change of one is seen:
 * {@code run.json}, the last, has the SHA-256 of the others, and a file of its own has its own.
 */
public final class AccountFiles {
  private final OutputTransaction transaction;
  private final Map<String, String> sums = new TreeMap<>();

  public AccountFiles(OutputTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Opens a file, as {@link OutputTransaction#create} does.
   *
   * @param name its path below the output
   */
  public OutputStream create(String name) throws IOException {
    return FileSum.writing(
        transaction.create(name), true, sum -> sums.put(name, sum.sha256().orElseThrow()));
  }

  /** The SHA-256 of a file that was written and closed. */
  public String sum(String name) {
    return sums.get(name);
  }

  /** Files of an output that were written otherwise: their SHA-256 by path below it. */
  public void add(Map<String, String> others) {
    sums.putAll(others);
  }

  /** What the runs before put aside stays. */
  public void keep(RunRecord past) {
    if (past.files() != null) {
      past.files()
          .forEach(
              (name, sha256) -> {
                if (name.startsWith(Account.QUARANTINE)) {
                  sums.put(name, sha256);
                }
              });
    }
  }

  /** Writes a text. */
  public void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a binary part. */
  public void write(BinaryPart<?> part, BinaryPart.State state) throws IOException {
    write(part.name(), BinaryPart.encode(state));
  }

  private void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(bytes);
    }
  }

  /** Writes the record of the runs, after all else. */
  public void write(RunRecord run) throws IOException {
    write(Account.RUN, Json.pretty(run.withFiles(sums)));
    transaction.write(Account.RUN_SUM, Account.sumLine(sums.get(Account.RUN)));
  }
}
