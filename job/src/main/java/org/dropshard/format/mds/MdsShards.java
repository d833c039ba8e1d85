package org.dropshard.format.mds;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordFormat;
import org.dropshard.format.RecordReader;
import scala.collection.immutable.Map;

/**
 * The shards, without their index: what {@link MdsFormat} writes by, and what a caller that writes
 * the index itself ({@link MdsIndex}) takes.
 */
public class MdsShards extends RecordFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public String shortName() {
    return "mds";
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    StructType columns = new StructType();
    if (isShard(file)) {
      try (FileInput in = ShardHeader.open(file, length, hadoop)) {
        ShardConfig config = ShardHeader.read(in).config();
        for (int i = 0; i < config.names().size(); i++) {
          columns = columns.add(config.names().get(i), config.encodings().get(i).type());
        }
      } catch (MalformedRecordException e) {
        options.pardon(e);
      }
    }
    return columns;
  }

  private static boolean isShard(Path file) {
    return !file.getName().equals(MdsIndex.NAME);
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return isShard(file)
        ? new ShardReader(ShardHeader.open(file, length, hadoop), wanted)
        : RecordReader.none();
  }

  @Override
  protected void checkReadable(StructType wanted) {
    // Each shard says itself what its columns are; the reader compares.
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    FormatOptions parsed = new FormatOptions(options);
    List<ColumnEncoder> encoders = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      StructField field = columns.apply(i);
      encoders.add(ColumnEncoder.of(field, i, parsed));
    }
    encoders.sort(Comparator.comparing(ColumnEncoder::name));
    List<String> hashes =
        parsed
            .get("hashes")
            .map(text -> Arrays.stream(text.split(",")).map(String::strip).sorted().toList())
            .orElse(List.of());
    hashes.forEach(MdsIndex::digest);
    boolean zstd = parsed.choice("compression", "none", "zstd").equals("zstd");
    return new Factory(List.copyOf(encoders), zstd, List.copyOf(hashes));
  }

  private static final class Factory extends OutputWriterFactory {
    private static final long serialVersionUID = 1L;

    private final List<ColumnEncoder> columns;
    private final boolean zstd;
    private final List<String> hashes;

    Factory(List<ColumnEncoder> columns, boolean zstd, List<String> hashes) {
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
        return new ShardWriter(
            path, columns, zstd ? "zstd" : null, hashes, size -> open(path, size, context));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private OutputStream open(String path, long size, TaskAttemptContext context)
        throws IOException {
      Path file = new Path(path);
      OutputStream out = file.getFileSystem(context.getConfiguration()).create(file, false);
      return zstd ? new ZstdFile(out, size) : new BufferedOutputStream(out);
    }
  }
}
