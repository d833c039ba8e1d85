package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.dropshard.format.Budget;

/** Where a file's largest cells are, as far as its footer tells: it has the sums of row groups. */
final class LargestCells {
  private LargestCells() {}

  /**
   * The row group whose cells are the largest, for people; empty if they fit any task, or the file
   * is no Parquet.
   */
  static Optional<String> of(String file, Configuration hadoop) {
    String found = null;
    long largest = 0;
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop))) {
      long first = 0;
      int number = 0;
      for (BlockMetaData group : reader.getRowGroups()) {
        for (ColumnChunkMetaData column : group.getColumns()) {
          long mean = column.getTotalUncompressedSize() / Math.max(1, group.getRowCount());
          if (mean > largest && !Budget.always(mean)) {
            largest = mean;
            found =
                String.format(
                    "row group %d, rows %d to %d: %d MB a cell of column %s, %d MB needed",
                    number,
                    first,
                    first + group.getRowCount() - 1,
                    mean >> 20,
                    column.getPath().toArray()[0],
                    Budget.neededMegabytes(mean));
          }
        }
        first += group.getRowCount();
        number++;
      }
    } catch (IOException | RuntimeException e) { // the library throws both
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }
}
