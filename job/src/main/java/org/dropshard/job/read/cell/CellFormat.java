package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** How a column holds tensors, both ways. */
public interface CellFormat extends CellEncoding {
  /**
   * The tensor of a row.
   *
   * @throws NpyException if npy bytes are not what they should be
   * @throws IllegalArgumentException if the cell is not what it should be; the message names the
   *     rule
   */
  Tensor decode(InternalRow row) throws NpyException;
}
