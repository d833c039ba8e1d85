package org.dropshard.format;

/**
 * How an output names what it holds of a tensor. Null: it holds no such thing.
 *
 * @param tensor the column of tensors
 * @param shape the column of their axes
 * @param dtype the column of their types' names
 * @param key the column of what names a sample in its shard
 */
public record TensorNames(String tensor, String shape, String dtype, String key) {
  /** The tensors alone. */
  public static TensorNames column(String tensor) {
    return new TensorNames(tensor, null, null, null);
  }

  /** Whether an input column has to give way, since the output has one of this name. */
  public boolean replaces(String name) {
    return name.equals(shape) || name.equals(dtype) || name.equals(key);
  }
}
