package org.dropshard.job.read.table;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.cell.CellFormat;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.tensor.NpyException;

/**
 * Makes samples of the cells of rows.
 *
 * @param cells how the tensor column holds tensors
 * @param ordinal the tensor column
 * @param also the columns of other tensors that are dropped with it
 * @param ids the ids of samples and masks
 */
record CellSamples(CellFormat cells, int ordinal, AlsoCells also, SampleIds ids)
    implements Serializable {
  /**
   * Hands on the sample of a row, unless it is not wanted: as a bad record if its tensor, key or
   * group is null, or the tensor is none.
   *
   * @param name the row's, for which only the keyless are asked
   */
  void read(
      InternalRow row,
      Supplier<String> name,
      Supplier<Sample.Origin> origin,
      SampleReader.Sink sink)
      throws IOException {
    Sample sample;
    try {
      if (!ids.isKnown(row)) {
        throw new IllegalArgumentException(ids.unknown(row));
      }
      long id = ids.id(row, name);
      if (!sink.wants(id)) {
        return;
      }
      if (row.isNullAt(ordinal)) {
        throw new IllegalArgumentException("Invalid tensor: null");
      }
      sample =
          new Sample(row, id, ids.maskId(id, row), cells.decode(row), also.decode(row), origin);
    } catch (NpyException | IllegalArgumentException | ArithmeticException e) {
      sink.bad(origin.get().bad(e.getMessage()));
      return;
    }
    sink.sample(sample);
  }
}
