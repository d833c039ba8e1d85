package org.dropshard.format;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.types.StructType;

/** A format that is read as Spark's rows. */
public interface TableFormat extends InputFormat {
  /** In a column's metadata, what it is whose cells are never read as tensors, and where. */
  String UNREAD = "unread";

  /**
   * Whether it is Spark's own table of typed columns. Its tensors are written as the input's cells
   * hold them, and columns stay as they are; files may go by any name. Else records are read one by
   * one, and those that cannot be read are told as {@link RecordFormat} has it.
   */
  default boolean isColumnar() {
    return false;
  }

  /**
   * Whether a file of no bytes is one of no rows. Markers of some object stores and Hive's empty
   * buckets, among tables, have no name of theirs.
   *
   * @param name in lower case
   */
  default boolean isValidEmpty(String name) {
    return isColumnar() && !hasName(name);
  }

  /** Whether to count a file's rows takes no more than its header or footer. */
  default boolean tellsRows() {
    return isColumnar();
  }

  /**
   * Why a file of this name is not read, though it is of the format.
   *
   * @param name in lower case
   */
  default Optional<String> unreadable(String name) {
    return Optional.empty();
  }

  /**
   * What an index among files names and is not there.
   *
   * @param isThere whether there is a file of a path below the index's folder
   * @return how many samples each has, by its path; empty if the file is no index
   */
  default Optional<Map<String, Long>> missing(
      Path index, Predicate<String> isThere, Configuration hadoop) throws IOException {
    return Optional.empty();
  }

  /** What Spark is told so that it reads files of such names alone. */
  default String glob() {
    return endings().stream()
        .map(ending -> "*" + ending)
        .collect(Collectors.joining(",", "{", "}"));
  }

  /**
   * What reads files.
   *
   * @param alike whether Spark's own reader takes them, if the format has one
   */
  FileFormat reader(boolean alike);

  /**
   * Records of an open Parquet file, one by one.
   *
   * @param columns they; those that the file has not are null
   */
  default Iterator<InternalRow> records(ParquetFileReader file, StructType columns) {
    throw new UnsupportedOperationException("Cannot read Parquet as " + label());
  }
}
