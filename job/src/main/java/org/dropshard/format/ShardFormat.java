package org.dropshard.format;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;

/** A format that shards are written in, and read back. */
public interface ShardFormat extends TableFormat {
  /** The option of {@link #prepare} that says how shards are compressed. */
  String COMPRESSION = "compression";

  /** The option of {@link #prepare} for an index: hashes of each shard, between commas. */
  String HASHES = "hashes";

  /** The encodings of cells that can be asked for. */
  List<NamedEncoding> encodings();

  /** The compressions that can be asked for. */
  List<String> compressions();

  /**
   * How cells hold tensors if nothing is asked for.
   *
   * @param input how the input's cells do
   */
  default CellEncoding usualEncoding(CellEncoding input) {
    return CellEncoding.NPY;
  }

  /** What pictures are written as if nothing is asked for; empty: as all tensors are. */
  default Optional<NamedEncoding> pictureEncoding() {
    return Optional.empty();
  }

  /**
   * How columns are named.
   *
   * @param tensor the input's name of the tensor column
   * @param others its other columns
   * @param features how a format names a tensor's parts that lets the user say so
   * @param encoding how cells hold tensors
   */
  default TensorNames names(
      String tensor, Set<String> others, Features features, CellEncoding encoding) {
    return TensorNames.column(tensor);
  }

  /** Why integers and booleans cannot be null; empty: they can. */
  default Optional<String> nullRule() {
    return Optional.empty();
  }

  /** Whether a column may be a list of booleans or numbers. */
  default boolean holdsLists() {
    return true;
  }

  /** Whether loaders count on shards whose names are numbered without a gap. */
  default boolean isNumbered() {
    return false;
  }

  /**
   * Refuses shards that would be too large.
   *
   * @throws IllegalArgumentException naming the rule
   */
  default void checkShardBytes(long shardBytes) {}

  /**
   * Makes ready to write.
   *
   * @param options compression, and hashes if there is an index; what is not said is as usual
   * @throws IllegalArgumentException if the format cannot hold the columns
   */
  OutputWriterFactory prepare(
      SparkSession spark, Job job, ShardSchema schema, Map<String, String> options);

  /** A pattern that Hugging Face's datasets finds shards by; empty: it does not read them. */
  default Optional<String> datasetsPattern() {
    return Optional.empty();
  }

  /** The name of the file beside shards that lists them; empty: there is none. */
  default Optional<String> indexName() {
    return Optional.empty();
  }

  /**
   * What lies beside shards.
   *
   * @param shards where each shard lies now, by its path below the output
   * @return the text of each file, by its path below the output
   * @throws IOException if a shard cannot be read
   */
  default Map<String, String> indexes(SparkSession spark, Map<String, Path> shards)
      throws IOException {
    return Map.of();
  }
}
