package org.dropshard.format;

import java.util.stream.Collectors;
import org.apache.spark.sql.execution.datasources.FileFormat;

/** A format that is read as Spark's rows. */
public interface TableFormat extends InputFormat {
  /**
   * Whether it is Spark's own table of typed columns. Its tensors are written as the input's cells
   * hold them, and columns stay as they are; files may go by any name. Else records are read one by
   * one, and those that cannot be read are told as {@link RecordFormat} has it.
   */
  default boolean isColumnar() {
    return false;
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
}
