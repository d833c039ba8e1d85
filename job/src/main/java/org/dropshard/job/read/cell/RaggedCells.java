package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * Structs of the values, as a list, and their shape, as another: tensors of varying shape as Ray
 * Data holds them.
 *
 * @param ordinal the column
 * @param struct its type
 * @param dtype the elements' type
 */
public record RaggedCells(int ordinal, StructType struct, DType dtype) implements NpyWritten {

  /**
   * Whether a column holds such structs.
   *
   * @param half whether its footer says that it holds float16, which are two bytes each
   */
  public static boolean matches(DataType type, boolean half) {
    return type instanceof StructType struct
        && struct.length() == 2
        && struct.apply(0).name().equals("data")
        && struct.apply(0).dataType() instanceof ArrayType data
        && (half
            ? data.elementType() == BinaryType$.MODULE$
            : ListCells.depth(struct.apply(0)) == 1)
        && struct.apply(1).name().equals("shape")
        && CellShape.isList(struct.apply(1).dataType());
  }

  @Override
  public Tensor decode(InternalRow row) {
    InternalRow cell = row.getStruct(ordinal, 2);
    CellShape shape = new CellShape(null, 1, struct.apply(1).dataType());
    return new ListCells(0, (ArrayType) struct.apply(0).dataType(), dtype, shape).decode(cell);
  }
}
