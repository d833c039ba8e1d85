package org.dropshard.format.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.TaskCompletionListener;
import org.dropshard.format.SmallFile;

/** The row groups that begin in a part of a file, open until they are read or the task ends. */
final class PartFile implements TaskCompletionListener, Closeable {
  private final ParquetFileReader file;
  private PageReadStore group;

  PartFile(PartitionedFile part, Configuration hadoop, ParquetReadOptions.Builder options)
      throws IOException {
    Path path = part.toPath();
    file =
        ParquetFileReader.open(
            SmallFile.open(path, part.fileSize(), hadoop),
            options.withRange(part.start(), part.start() + part.length()).build());
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(this);
    }
  }

  ParquetFileReader file() {
    return file;
  }

  /** The next row group that has rows; null, and closed: there is none. The one before is done. */
  PageReadStore next() throws IOException {
    do {
      endGroup();
      group = file.readNextRowGroup();
    } while (group != null && group.getRowCount() == 0);
    if (group == null) {
      close();
    }
    return group;
  }

  private void endGroup() {
    if (group != null) {
      group.close();
      group = null;
    }
  }

  @Override
  public void onTaskCompletion(TaskContext context) {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    endGroup();
    file.close();
  }
}
