package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.DictionaryPageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.EachFile;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.FileCells;
import org.dropshard.job.read.cell.MagicCells;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.SampleIds;

/**
 * What can be said of a table of Parquet files before there is a session: by their footers, and by
 * one cell. What it lets pass is checked again.
 */
public final class TableLook {
  /** So few footers are read in a moment. */
  private static final int MOST = 16;

  private TableLook() {}

  /**
   * Checks what names columns, and whether the layout is known.
   *
   * @param share who shares a mask
   * @param needsLayout whether the layout has to be known
   * @throws JobException for the first rule that is broken
   */
  public static void at(
      InputConfig config, Share share, boolean needsLayout, Configuration hadoop) {
    Listing listing = Listing.ofAny(config.paths(), hadoop);
    List<InputFile> files = listing.files();
    if (files.size() > MOST || !files.stream().allMatch(TableLook::isPlain)) {
      return;
    }
    LakeTables.refuse(listing);
    EachFile each = EachFile.here(hadoop);
    ParquetFooters footers = ParquetFooters.of(each, files, Optional.empty());
    if (!footers.unreadable().isEmpty()) {
      return;
    }
    StructType columns = Selection.of(footers.columns(), config).columns();
    SampleIds.of(config.key(), share, columns).splitBy(config.select().splitGroup(), columns);
    TableFooters said = TableFooters.of(each, files);
    TensorColumn tensor = TensorColumn.of(columns, config, List.of(), said);
    AlsoCells.of(columns, config, tensor.field().name(), List.of(), said);
    if (needsLayout
        && tensor.layout().or(config::presetLayout).isEmpty()
        && !mayBePictures(tensor, files.get(0), hadoop)) {
      throw InputConfig.layoutMissing();
    }
  }

  /** Whether a file is Parquet's by its name, and no folder's name is a column. */
  private static boolean isPlain(InputFile file) {
    return ParquetFooters.isNamed(file.name()) && !file.isMarked() && !file.folders().contains("=");
  }

  /** Pictures say their layout; a cell tells that there are none. */
  private static boolean mayBePictures(TensorColumn tensor, InputFile file, Configuration hadoop) {
    if (!(tensor.cells() instanceof MagicCells)) {
      return tensor.cells() instanceof FileCells;
    }
    Path path = new Path(file.path());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop),
            HadoopReadOptions.builder(hadoop, path).build())) {
      ColumnDescriptor column =
          reader
              .getFileMetaData()
              .getSchema()
              .getColumnDescription(new String[] {tensor.field().name()});
      // Pages of values are large; writers begin with a dictionary.
      DictionaryPageReadStore dictionaries = reader.getNextDictionaryReader();
      DictionaryPage first = dictionaries == null ? null : dictionaries.readDictionaryPage(column);
      return first == null
          || first.getDictionarySize() == 0
          || MagicCells.isPicture(
              first.getEncoding().initDictionary(column, first).decodeToBinary(0).getBytes());
    } catch (IOException | RuntimeException e) { // whoever reads it says what is wrong
      return true;
    }
  }
}
