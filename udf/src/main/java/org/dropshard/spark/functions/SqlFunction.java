package org.dropshard.spark.functions;

import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/** A function of the catalog: its name and what {@code DESCRIBE FUNCTION} says of it. */
abstract class SqlFunction implements UnboundFunction {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String description;

  SqlFunction(String name, String description) {
    this.name = name;
    this.description = description;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }
}
