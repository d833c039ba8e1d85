package org.dropshard.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.LocalFiles;

/** Draws reports. */
public final class Report {
  private Report() {}

  /**
   * The report of an output that is being written.
   *
   * @param files where the files of its account lie, by their names below the output
   * @param shards the folder of its shards and its quarantine
   * @throws IOException if a file cannot be read
   */
  public static String page(FileSystem fileSystem, Function<String, Path> files, Path shards)
      throws IOException {
    Account account = new Account(fileSystem, files, ExitCode.OUTPUT);
    return Page.REPORT.of(data(List.of(OutputData.read(fileSystem, account, shards))));
  }

  /**
   * Draws the report of an output again.
   *
   * @throws JobException if the folder is no output, or the report cannot be written
   */
  public static Path again(String output, Configuration hadoop) {
    try {
      Path folder = OutputData.folder(output, hadoop);
      Path file = new Path(folder, Account.REPORT);
      ObjectNode data = data(List.of(OutputData.read(folder, hadoop)));
      write(Page.REPORT.of(data), file, hadoop);
      return file;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot draw the report of " + output + " (" + e.getMessage() + ")", e);
    }
  }

  /** Writes a report to a file, whatever is there. */
  public static void write(String page, Path file, Configuration hadoop) throws IOException {
    Page.write(page, file.getFileSystem(LocalFiles.using(hadoop, file)), file);
  }

  /**
   * Draws two outputs side by side.
   *
   * @param to the page, on any Hadoop file system; replaced if it is there
   * @throws JobException if a folder is no output, or the page cannot be written
   */
  public static Path compare(String first, String second, String to, Configuration hadoop) {
    ObjectNode data;
    try {
      data =
          data(
              List.of(
                  OutputData.read(OutputData.folder(first, hadoop), hadoop),
                  OutputData.read(OutputData.folder(second, hadoop), hadoop)));
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Cannot compare " + first + " and " + second + " (" + e.getMessage() + ")",
          e);
    }
    return Page.REPORT.write(data, to, "--to", hadoop);
  }

  private static ObjectNode data(List<ObjectNode> outputs) {
    ObjectNode data = Json.object();
    ArrayNode runs = data.putArray("runs");
    outputs.forEach(runs::add);
    return data;
  }
}
