package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileBytes;
import org.dropshard.format.FilePart;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.IndexedFormat;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;

/**
 * {@code spark.read.format("hdf5")}: a row for each place of the first axis of a file's datasets.
 * How long it is, the dataset says that option {@code column} names, or those of numbers of four
 * axes or more, or else of three. Numbers of three axes or more are binary columns of npy, of two
 * arrays; texts and other numbers are columns as they are. Columns are named by their paths; what
 * is of another length or type is left out.
 *
 * <p>What the channels of a dataset are called, an attribute {@code channel_names} or {@code
 * band_names} of texts says, or a scale of texts that is attached to one of its axes, as h5py and
 * netCDF write it.
 *
 * <p>Chunked, contiguous and compact datasets, filters deflate, shuffle, fletcher32 and LZF. Others
 * and virtual or external datasets are refused, links to other files not followed.
 */
public final class Hdf5Format extends IndexedFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public String label() {
    return "hdf5";
  }

  @Override
  public List<String> endings() {
    return List.of(".h5", ".hdf5", ".he5");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return Hdf5File.isStart(start);
  }

  @Override
  protected Said look(FormatOptions options, FileBytes file) throws IOException {
    Hdf5File open = Hdf5File.open(file);
    Hdf5Columns columns = Hdf5Columns.of(open, options.get(COLUMN));
    return new Said(columns.schema(open), columns.remarks());
  }

  @Override
  protected RecordReader read(
      FileBytes file, FilePart part, StructType wanted, FormatOptions options) throws IOException {
    Hdf5File open = Hdf5File.open(file);
    try {
      return new Hdf5Reader(open, Hdf5Columns.of(open, options.get(COLUMN)), part, wanted);
    } catch (IllegalArgumentException e) {
      throw MalformedRecordException.rest(e.getMessage(), 0, e);
    }
  }
}
