package org.dropshard.format.mds;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;

/** Opens MDS shards. */
final class MdsShardFactory extends OutputWriterFactory {
  private static final long serialVersionUID = 1L;

  private final List<MdsColumn> columns;
  private final boolean zstd;
  private final List<String> hashes;

  MdsShardFactory(List<MdsColumn> columns, boolean zstd, List<String> hashes) {
    this.columns = columns;
    this.zstd = zstd;
    this.hashes = hashes;
  }

  @Override
  public String getFileExtension(TaskAttemptContext context) {
    return zstd ? ".mds.zstd" : ".mds";
  }

  @Override
  public OutputWriter newInstance(String path, StructType schema, TaskAttemptContext context) {
    try {
      return new MdsWriter(
          path, columns, zstd ? "zstd" : null, hashes, size -> open(path, size, context));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OutputStream open(String path, long size, TaskAttemptContext context) throws IOException {
    Path file = new Path(path);
    OutputStream out = file.getFileSystem(context.getConfiguration()).create(file, false);
    return zstd ? new ZstdFile(out, size) : new BufferedOutputStream(out);
  }
}
