package org.dropshard.job.read.sample;

/** Names of columns in Spark's language. */
public final class ColumnNames {
  private ColumnNames() {}

  /** A name as one identifier, whatever characters it has. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
