package org.dropshard.job.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileSystems;

/**
 * What a run that writes in place is about to do.
 *
 * @param run names the run's files: its token
 * @param replaces files that go once the run is committed, by path below the output
 */
record Journal(String run, List<String> replaces) {
  static final String NAME = "journal.json";
  private static final String FILE = Account.FOLDER + "/" + NAME;

  void write(FileSystem fileSystem, Path output) throws IOException {
    try (OutputStream out = fileSystem.create(new Path(output, FILE), true)) {
      out.write(Json.line(this).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The journal of a run that was killed. One that was not written whole announced nothing yet. */
  static Optional<Journal> read(FileSystem fileSystem, Path output) throws IOException {
    Path file = new Path(output, FILE);
    if (!fileSystem.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(FileSystems.text(fileSystem, file), Journal.class));
    } catch (InvalidRecordException e) {
      return Optional.empty();
    }
  }

  static void delete(FileSystem fileSystem, Path output) throws IOException {
    fileSystem.delete(new Path(output, FILE), false);
  }
}
