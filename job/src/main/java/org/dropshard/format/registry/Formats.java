package org.dropshard.format.registry;

import java.util.List;
import java.util.Optional;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.InputFormat;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.hdf5.Hdf5Format;
import org.dropshard.format.mds.MdsFormat;
import org.dropshard.format.nifti.NiftiFormat;
import org.dropshard.format.npy.NpyFormat;
import org.dropshard.format.npy.NpzFormat;
import org.dropshard.format.parquet.ParquetFormat;
import org.dropshard.format.safetensors.SafetensorsFormat;
import org.dropshard.format.tfrecord.TFRecordFormat;
import org.dropshard.format.webdataset.WebDatasetFormat;

/** All formats. One that is added here can be read, and written if it is a {@link ShardFormat}. */
public final class Formats {
  private static final List<InputFormat> ALL =
      List.of(
          new NpyFormat(),
          new ParquetFormat(),
          new WebDatasetFormat(),
          new TFRecordFormat(),
          new MdsFormat(),
          new Hdf5Format(),
          new SafetensorsFormat(),
          new NiftiFormat(),
          new NpzFormat());

  private static final List<ArrayFormat> ARRAYS = of(ArrayFormat.class);
  private static final List<ShardFormat> SHARDS = of(ShardFormat.class);

  private Formats() {}

  private static <T> List<T> of(Class<T> type) {
    return ALL.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The formats of inputs, in the order in which they are tried. */
  public static List<InputFormat> inputs() {
    return ALL;
  }

  /** The formats of shards; the first is the default. */
  public static List<ShardFormat> shards() {
    return SHARDS;
  }

  /** The formats of arrays, in the order in which they are tried. */
  public static List<ArrayFormat> arrays() {
    return ARRAYS;
  }

  /** The format of shards of a label. */
  public static Optional<ShardFormat> shards(String label) {
    return shards().stream().filter(format -> format.label().equals(label)).findFirst();
  }

  /** What shards of one format or another can be compressed by. */
  public static List<String> compressions() {
    return shards().stream().flatMap(format -> format.compressions().stream()).distinct().toList();
  }
}
