package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Structs of a file's bytes and its path, as Hugging Face's datasets hold pictures. A file that is
 * only named, and not contained, is a bad record.
 *
 * @param ordinal the column
 * @param content what the bytes are
 */
public record FileCells(int ordinal, MagicCells content) implements NpyWritten {
  public static final int BYTES = 0;
  public static final int FIELDS = 2;

  public static boolean matches(DataType type) {
    return type instanceof StructType struct
        && struct.length() == FIELDS
        && struct.apply(0).name().equals("bytes")
        && struct.apply(0).dataType() == BinaryType$.MODULE$
        && struct.apply(1).name().equals("path")
        && struct.apply(1).dataType() instanceof StringType;
  }

  @Override
  public Tensor decode(InternalRow row) throws NpyException {
    InternalRow file = row.getStruct(ordinal, FIELDS);
    if (file.isNullAt(BYTES)) {
      throw new IllegalArgumentException("Invalid picture: the cell holds no bytes");
    }
    return content.decode(file.getBinary(BYTES));
  }
}
