package org.dropshard.spark.functions;

import java.util.Arrays;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;

/**
 * A function bound to the types of one call. Equal to another of the same class and types, so that
 * Spark sees that two calls are one: a {@code GROUP BY} finds its expression again. Goes to the
 * executors with the plan.
 */
abstract class Bound implements BoundFunction {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String canonicalName;
  private final DataType[] inputTypes;
  private final DataType resultType;

  Bound(Signature signature) {
    this.name = signature.name();
    this.canonicalName = signature.canonicalName();
    this.inputTypes = signature.inputTypes();
    this.resultType = signature.resultType();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DataType[] inputTypes() {
    return inputTypes.clone();
  }

  @Override
  public DataType resultType() {
    return resultType;
  }

  @Override
  public String canonicalName() {
    return canonicalName;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bound that
        && getClass() == that.getClass()
        && canonicalName.equals(that.canonicalName)
        && resultType.equals(that.resultType)
        && Arrays.equals(inputTypes, that.inputTypes);
  }

  @Override
  public int hashCode() {
    return canonicalName.hashCode();
  }

  /** As plans show it. */
  @Override
  public String toString() {
    return "dropshard." + name;
  }
}
