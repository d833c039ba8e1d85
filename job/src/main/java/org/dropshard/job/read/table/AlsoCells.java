package org.dropshard.job.read.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.PictureEncoding;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.CellFormat;
import org.dropshard.job.read.cell.FileCells;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * The columns of other tensors that are dropped with a sample's.
 *
 * @param columns they
 * @param cells how each holds tensors
 */
record AlsoCells(List<AlsoColumn> columns, List<CellFormat> cells) implements Serializable {
  /**
   * Finds them.
   *
   * @param rows the table's columns
   * @param tensor the tensor column's name
   * @param first a few rows
   * @param footers what its files say of them
   * @throws JobException if one is not there, holds no tensors, or pictures that lose values
   */
  static AlsoCells of(
      StructType rows,
      InputConfig config,
      String tensor,
      List<InternalRow> first,
      TableFooters footers) {
    List<AlsoColumn> columns = new ArrayList<>();
    List<CellFormat> cells = new ArrayList<>();
    for (Also asked : config.also()) {
      String name = asked.column();
      if (!List.of(rows.fieldNames()).contains(name)) {
        throw invalid(name, "there are " + String.join(", ", rows.fieldNames()));
      }
      if (name.equals(tensor) || config.key().filter(name::equals).isPresent()) {
        throw invalid(name, name.equals(tensor) ? "the tensor itself" : "the key");
      }
      if (name.matches("(?i)(.*\\.)?(jpe?g|gif|bmp|webp)")) {
        throw invalid(name, "such files are not written exactly: png, tiff and npy are");
      }
      TensorColumn column = TensorColumn.of(rows, config.of(asked), first, footers);
      int ordinal = rows.fieldIndex(name);
      columns.add(
          new AlsoColumn(
              asked, ordinal, encoding(column, ordinal, first), column.layout().orElse(null)));
      cells.add(column.cells());
    }
    return new AlsoCells(List.copyOf(columns), List.copyOf(cells));
  }

  private static JobException invalid(String name, String rule) {
    return JobException.invalid("--also", name, rule);
  }

  /** As they were read, but pictures as TIFF if the first is one, else as PNG. */
  private static CellEncoding encoding(TensorColumn column, int ordinal, List<InternalRow> first) {
    if (!column.pictures() || !column.cells().label().equals(CellEncoding.NPY.label())) {
      return column.cells();
    }
    boolean struct = column.cells() instanceof FileCells;
    boolean tiff =
        first.stream()
            .filter(row -> !row.isNullAt(ordinal))
            .map(
                row ->
                    struct
                        ? row.getStruct(ordinal, FileCells.FIELDS).getBinary(FileCells.BYTES)
                        : row.getBinary(ordinal))
            .anyMatch(
                cell -> cell != null && cell.length > 1 && cell[0] == cell[1] && cell[0] != 0);
    return PictureEncoding.exact(tiff, column.layout().orElse(Layout.HWC), struct);
  }

  /**
   * The tensors of a row.
   *
   * @throws IllegalArgumentException naming the column that holds none
   */
  List<Tensor> decode(InternalRow row) {
    if (columns.isEmpty()) {
      return List.of();
    }
    List<Tensor> tensors = new ArrayList<>(cells.size());
    for (int i = 0; i < cells.size(); i++) {
      AlsoColumn column = columns.get(i);
      try {
        if (row.isNullAt(column.ordinal())) {
          throw new IllegalArgumentException("null");
        }
        tensors.add(cells.get(i).decode(row));
      } catch (NpyException | IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException(
            "Invalid tensor of " + column.name() + ": " + e.getMessage(), e);
      }
    }
    return tensors;
  }
}
