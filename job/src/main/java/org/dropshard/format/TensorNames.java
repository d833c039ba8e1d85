package org.dropshard.format;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.Tensor;

/**
 * How an output names what it holds of a tensor.
 *
 * @param tensor the column of tensors
 * @param key the column of what names a sample in its shard; null: there is none
 * @param beside the columns of what the tensors' own cells do not say, in order
 */
public record TensorNames(String tensor, String key, List<TensorNames.Beside> beside) {
  /**
   * A column beside the tensors.
   *
   * @param name its name
   * @param type its type; no value is null
   * @param value what it holds of a tensor
   */
  public record Beside(String name, DataType type, Value value) implements Serializable {
    /** Their axes. */
    public static Beside shape(String name) {
      return new Beside(
          name,
          DataTypes.createArrayType(DataTypes.LongType, false),
          x ->
              UnsafeArrayData.fromPrimitiveArray(
                  Arrays.stream(x.shape()).asLongStream().toArray()));
    }

    /** The names of their types. */
    public static Beside dtype(String name) {
      return new Beside(name, DataTypes.StringType, x -> UTF8String.fromString(x.dtype().label()));
    }

    /** The length of an axis. */
    public static Beside axis(String name, int axis) {
      return new Beside(name, DataTypes.LongType, x -> (long) x.shape()[axis]);
    }

    /** The same text for all. */
    public static Beside text(String name, String text) {
      return new Beside(name, DataTypes.StringType, x -> UTF8String.fromString(text));
    }
  }

  /** What a column holds of a tensor. */
  public interface Value extends Function<Tensor, Object>, Serializable {}

  /** The tensors alone. */
  public static TensorNames column(String tensor) {
    return new TensorNames(tensor, null, List.of());
  }

  /** Whether an input column has to give way, since the output has one of this name. */
  public boolean replaces(String name) {
    return name.equals(key) || beside.stream().anyMatch(column -> column.name().equals(name));
  }
}
