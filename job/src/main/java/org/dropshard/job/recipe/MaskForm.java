package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.dropout.Kind;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Pipeline;
import org.dropshard.step.StepType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** How a column holds masks. */
public enum MaskForm {
  /** A bit a unit: see {@link PackedMask}. */
  BITS(DataTypes.BinaryType),
  /** A boolean a unit, true for kept. */
  BOOLEANS(DataTypes.createArrayType(DataTypes.BooleanType, false)),
  /** The same as npy of uint8, 1 for kept, where a format has no lists. */
  NPY(DataTypes.BinaryType);

  private final DataType type;

  MaskForm(DataType type) {
    this.type = type;
  }

  /** That of a run: channels and groups, which are few, are booleans; other units are bits. */
  public static MaskForm of(AugmentConfig config) {
    Pipeline pipeline = config.pipeline();
    int counted = pipeline.counted();
    StepType step = counted < 0 ? null : pipeline.step(counted).type();
    boolean few =
        step == StepType.SENSOR_DROPOUT
            || step != null && step.unit().filter(unit -> unit == Kind.SPATIAL).isPresent();
    return !few ? BITS : config.shards().format().holdsLists() ? BOOLEANS : NPY;
  }

  /** The column's type. */
  public DataType type() {
    return type;
  }

  /**
   * The cell of a mask.
   *
   * @param keep −1 (kept) or 0 (dropped) for each unit
   */
  public Object cell(int[] keep) {
    if (this == BITS) {
      return PackedMask.of(keep);
    }
    byte[] each = new byte[keep.length];
    boolean[] flags = new boolean[keep.length];
    for (int u = 0; u < keep.length; u++) {
      flags[u] = keep[u] != 0;
      each[u] = (byte) (keep[u] & 1);
    }
    return this == BOOLEANS
        ? UnsafeArrayData.fromPrimitiveArray(flags)
        : Npy.write(new Tensor(DType.UINT8, new int[] {each.length}, each, 0));
  }

  /**
   * The packed bits of a row's cell, which the digest takes of any form.
   *
   * @throws IllegalArgumentException if it holds none
   */
  public byte[] packed(InternalRow row, int ordinal) {
    return this == BITS ? row.getBinary(ordinal) : PackedMask.of(decisions(row, ordinal));
  }

  /** Whether a row's cell is that of a mask. */
  public boolean isOf(int[] keep, InternalRow row, int ordinal) {
    return this == BITS
        ? Arrays.equals(row.getBinary(ordinal), PackedMask.of(keep))
        : Arrays.equals(decisions(row, ordinal), keep);
  }

  private int[] decisions(InternalRow row, int ordinal) {
    if (this == BOOLEANS) {
      ArrayData cell = row.getArray(ordinal);
      return IntStream.range(0, cell.numElements())
          .map(u -> !cell.isNullAt(u) && cell.getBoolean(u) ? -1 : 0)
          .toArray();
    }
    try {
      return Arrays.stream(Doubles.of(Npy.read(row.getBinary(ordinal))))
          .mapToInt(value -> value == 0 ? 0 : -1)
          .toArray();
    } catch (NpyException e) {
      throw new IllegalArgumentException("Invalid mask: " + e.getMessage(), e);
    }
  }
}
