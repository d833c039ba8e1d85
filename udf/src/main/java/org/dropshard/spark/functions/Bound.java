package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;

/**
 * A function bound to the types of one call. Equal to another of the same class and types, so that
 * Spark sees that two calls are one: a {@code GROUP BY} finds its expression again.
 */
abstract class Bound implements BoundFunction {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final DataType[] inputTypes;
  private final DataType resultType;

  Bound(String name, DataType[] inputTypes, DataType resultType) {
    this.name = name;
    this.inputTypes = inputTypes;
    this.resultType = resultType;
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

  /** {@code dropshard.tensor_dtype(binary)}: the same in every session and version. */
  @Override
  public String canonicalName() {
    return Arrays.stream(inputTypes)
        .map(DataType::catalogString)
        .collect(Collectors.joining(",", "dropshard." + name + "(", ")"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bound that
        && getClass() == that.getClass()
        && name.equals(that.name)
        && resultType.equals(that.resultType)
        && Arrays.equals(inputTypes, that.inputTypes);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(inputTypes);
  }
}
