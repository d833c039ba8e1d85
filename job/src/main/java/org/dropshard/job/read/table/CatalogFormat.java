package org.dropshard.job.read.table;

import java.util.List;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.dropshard.format.TableFormat;

/**
 * A table of a catalog, whose files are its engine's own affair.
 *
 * @param label the engine, such as {@code iceberg}
 */
record CatalogFormat(String label) implements TableFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean isColumnar() {
    return true;
  }

  @Override
  public boolean isGuessed() {
    return false;
  }

  @Override
  public List<String> endings() {
    return List.of();
  }

  @Override
  public FileFormat reader(boolean alike) {
    throw new UnsupportedOperationException("Cannot read files of " + label);
  }
}
