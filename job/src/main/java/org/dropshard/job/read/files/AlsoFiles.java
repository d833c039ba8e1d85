package org.dropshard.job.read.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.Budget;
import org.dropshard.format.InputFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.PictureEncoding;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Pages;
import org.dropshard.job.read.cell.MagicCells;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Other tensors that are dropped with a sample's: of a picture those of the files beside it, {@code
 * name.mask.png} of {@code name.jpg}; of an archive of arrays its others.
 *
 * @param columns they
 * @param cells how files beside pictures are read; of archives none
 * @param own the name of the array that is the sample's own; null: the only one that is no column
 */
record AlsoFiles(List<AlsoColumn> columns, List<MagicCells> cells, String own)
    implements Serializable {
  static final AlsoFiles NONE = new AlsoFiles(List.of(), List.of(), null);

  /**
   * Finds them.
   *
   * @param some whether the files are some of the input's alone
   * @param ordinal where rows have the first column
   * @throws JobException if files of the format have none
   */
  static AlsoFiles of(
      InputConfig config, InputFormat format, List<InputFile> files, boolean some, int ordinal) {
    List<AlsoColumn> columns = new ArrayList<>();
    List<MagicCells> cells = new ArrayList<>();
    boolean pictures = format instanceof PictureFormat;
    boolean named =
        format instanceof ArrayFormat arrays
            && arrays.hasNames()
            && files.stream().anyMatch(file -> arrays.isArchive(FileSource.lower(file)));
    for (Also asked : pictures || named ? config.also() : List.<Also>of()) {
      String name = asked.column();
      boolean exact = name.matches("(?i)(.*\\.)?(png|tiff?)");
      String rule =
          pictures && !exact
              ? "of pictures it is what files beside them end in, png or tiff: mask.png"
              : some
                  ? "files that come one by one may lack those beside them"
                  : config.pictures().pages() == Pages.EACH
                      ? "--pages each makes many samples of a file"
                      : null;
      if (rule != null) {
        throw JobException.usage("Invalid --also: " + name + " (" + rule + ")");
      }
      InputConfig own = config.of(asked);
      Layout layout = asked.layout() == null && pictures ? Layout.HWC : asked.layout();
      boolean tiff = name.toLowerCase(Locale.ROOT).matches(".*tiff?");
      columns.add(
          new AlsoColumn(
              asked,
              ordinal + columns.size(),
              pictures ? PictureEncoding.exact(tiff, layout, false) : CellEncoding.NPY,
              layout));
      cells.add(new MagicCells(-1, own.pictures(), layout));
    }
    return new AlsoFiles(List.copyOf(columns), List.copyOf(cells), config.column().orElse(null));
  }

  boolean isNone() {
    return columns.isEmpty();
  }

  /** Whether a file lies beside a picture, and is no sample. */
  static boolean isBeside(InputFile file, InputConfig config) {
    return config.also().stream().anyMatch(also -> file.name().endsWith("." + also.column()));
  }

  /** The columns of rows. */
  StructType schema() {
    StructType schema = new StructType();
    for (AlsoColumn column : columns) {
      schema = schema.add(column.name(), DataTypes.BinaryType);
    }
    return schema;
  }

  /**
   * The tensors of the files beside a picture.
   *
   * @throws IllegalArgumentException if one is not there, or holds none
   */
  List<Tensor> beside(String picture, Configuration hadoop) {
    int dot = picture.lastIndexOf('.');
    String stem = dot > picture.lastIndexOf('/') ? picture.substring(0, dot) : picture;
    List<Tensor> tensors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Path path = new Path(stem + "." + columns.get(i).name());
      try {
        tensors.add(cells.get(i).decode(content(path, hadoop)));
      } catch (IOException | NpyException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Invalid tensor of " + columns.get(i).name() + ": " + e.getMessage(), e);
      }
    }
    return tensors;
  }

  private static byte[] content(Path path, Configuration hadoop) throws IOException {
    long length = path.getFileSystem(hadoop).getFileStatus(path).getLen();
    Optional<String> refusal = Budget.refusal(length);
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
    return FileReader.content(path, Math.toIntExact(length), hadoop);
  }

  /**
   * The arrays of an archive: the sample's own, and behind it those of the columns.
   *
   * @throws IllegalArgumentException if one is not there
   */
  List<Tensor> of(ArrayFormat.ArrayFile archive) throws NpyException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    while (archive.next()) {
      arrays.put(archive.name(), archive.tensor());
    }
    List<String> names = columns.stream().map(AlsoColumn::name).toList();
    List<String> others = arrays.keySet().stream().filter(name -> !names.contains(name)).toList();
    if (own == null && others.size() != 1) {
      throw new IllegalArgumentException(
          "Invalid archive: "
              + String.join(", ", arrays.keySet())
              + " (--column names the array that is the tensor)");
    }
    return Stream.concat(Stream.of(own == null ? others.get(0) : own), names.stream())
        .map(
            name ->
                Optional.ofNullable(arrays.get(name))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "Invalid archive: no array "
                                    + name
                                    + " (there are "
                                    + String.join(", ", arrays.keySet())
                                    + ")")))
        .toList();
  }
}
