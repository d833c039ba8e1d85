package org.dropshard.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;

/** Opens the files of a format that is written as a stream. */
public final class ShardFactory extends OutputWriterFactory {
  private static final long serialVersionUID = 1L;

  private static final int BUFFER = 1 << 16;

  private final String extension;
  private final boolean gzip;
  private final Opening opening;

  /** Makes a writer. */
  public interface Opening extends Serializable {
    /** A writer that takes rows of {@code columns} and closes {@code out} when it is closed. */
    OutputWriter open(String path, OutputStream out, StructType columns);
  }

  /**
   * @param extension of the files, with its dot
   * @param gzip whether what is written is compressed
   */
  public ShardFactory(String extension, boolean gzip, Opening opening) {
    this.extension = extension;
    this.gzip = gzip;
    this.opening = opening;
  }

  @Override
  public String getFileExtension(TaskAttemptContext context) {
    return extension;
  }

  @Override
  public OutputWriter newInstance(String path, StructType columns, TaskAttemptContext context) {
    try {
      Path file = new Path(path);
      OutputStream out = file.getFileSystem(context.getConfiguration()).create(file, false);
      return opening.open(
          path,
          gzip ? new GZIPOutputStream(out, BUFFER) : new BufferedOutputStream(out, BUFFER),
          columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
