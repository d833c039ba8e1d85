package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.tensor.Invalid;

/**
 * Folders of Parquet files that are not the table alone: a log beside them says which of them and
 * of their rows count.
 */
final class LakeTables {
  private LakeTables() {}

  /**
   * Refuses such a folder.
   *
   * @throws JobException naming the folder and what it is
   */
  static void refuse(Listing listing) {
    for (InputRoot root : listing.roots()) {
      // Of a glob, each folder would be asked for.
      if (root.matches().length == 1 && root.matches()[0].isDirectory()) {
        kind(root, root.matches()[0])
            .ifPresent(
                kind -> {
                  throw JobException.input(
                      Invalid.message(
                          "input",
                          root.argument() + " is " + kind + " table",
                          "not all that its files hold is of it: read it by --input-table NAME"));
                });
      }
    }
  }

  private static Optional<String> kind(InputRoot root, FileStatus folder) {
    try {
      if (exists(root, folder, "_delta_log")) {
        return Optional.of("a Delta");
      }
      if (exists(root, folder, ".hoodie")) {
        return Optional.of("a Hudi");
      }
      if (exists(root, folder, "metadata")) {
        Path metadata = new Path(folder.getPath(), "metadata");
        for (FileStatus file : root.fileSystem().listStatus(metadata)) {
          if (file.getPath().getName().endsWith(".metadata.json")) {
            return Optional.of("an Iceberg");
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INPUT, "Cannot list input: " + root.argument() + " (" + e.getMessage() + ")", e);
    }
  }

  private static boolean exists(InputRoot root, FileStatus folder, String name) throws IOException {
    return root.fileSystem().exists(new Path(folder.getPath(), name));
  }
}
