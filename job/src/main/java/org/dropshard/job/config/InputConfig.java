package org.dropshard.job.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dropshard.format.Features;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.Pages;
import org.dropshard.job.image.PictureReader;
import org.dropshard.tensor.Layout;

/**
 * What is read and how.
 *
 * @param paths at least one path or glob; of a table its name alone
 * @param format the label of a format; empty: by content
 * @param column the tensor column; empty: the only candidate
 * @param columns what passes through of a table, beside what the run needs; empty: all
 * @param key the column that identifies a sample; empty: path and row
 * @param layout how tensors are stored; empty: what the dataset says
 * @param pictures how pictures are read
 * @param batchAxis whether arrays of files are batches
 * @param cellDtype raw cells: a type's name, or a column that holds one
 * @param cellShape raw cells and arrays: axes, or a column that holds them
 * @param badRecords what becomes of bad records
 * @param presetLayout what the layout is where neither {@code layout} nor the dataset says it, and
 *     what pictures are laid out in
 * @param features how TFRecords name the parts of a tensor
 * @param table the table of a catalog that is read; empty: files
 * @param select which samples are taken
 * @param partitionBy the columns that become folders; one may be what folders of files are named by
 * @param also the columns of other tensors that are dropped with it
 */
public record InputConfig(
    List<String> paths,
    Optional<String> format,
    Optional<String> column,
    List<String> columns,
    Optional<String> key,
    Optional<Layout> layout,
    PictureReader.Options pictures,
    BatchAxis batchAxis,
    Optional<String> cellDtype,
    Optional<String> cellShape,
    BadRecords badRecords,
    Optional<Layout> presetLayout,
    Features features,
    Optional<InputTable> table,
    SelectConfig select,
    List<String> partitionBy,
    List<Also> also) {

  /** Reads and checks the settings of the input. */
  public static InputConfig of(Settings settings) {
    Optional<InputTable> table = InputTable.of(settings);
    if (table.isEmpty() && settings.list(Setting.INPUT).isEmpty()) {
      settings.required(Setting.INPUT);
    }
    return new InputConfig(
        table.map(one -> List.of(one.name())).orElseGet(() -> settings.list(Setting.INPUT)),
        settings.text(Setting.INPUT_FORMAT),
        settings.text(Setting.COLUMN),
        settings.list(Setting.COLUMNS),
        settings.text(Setting.KEY),
        settings.parsed(Setting.LAYOUT, Layout::ofLabel),
        new PictureReader.Options(
            settings.parsed(Setting.CHANNELS, Channels::ofLabel).orElseThrow(),
            settings.parsed(Setting.PAGES, Pages::ofLabel).orElseThrow(),
            settings.parsed(Setting.MAX_PIXELS, Long::parseLong).orElseThrow()),
        BatchAxis.of(settings),
        settings.text(Setting.CELL_DTYPE),
        settings.text(Setting.CELL_SHAPE),
        BadRecords.of(settings),
        settings.parsed(Setting.PRESET, Preset::ofLabel).map(Preset::layout),
        new Features(
            settings.required(Setting.TENSOR_FEATURE),
            settings.required(Setting.SHAPE_FEATURE),
            settings.required(Setting.DTYPE_FEATURE)),
        table,
        SelectConfig.of(settings),
        settings.list(Setting.PARTITION_BY),
        settings.text(Setting.RUN).isPresent() ? List.of() : Also.of(settings));
  }

  /** The same of other files. */
  public InputConfig at(List<String> places) {
    return with(places, layout, Optional.empty());
  }

  /** The same of another table, or of another version of it. */
  public InputConfig at(InputTable other) {
    return with(List.of(other.name()), layout, Optional.of(other));
  }

  private InputConfig with(
      List<String> places, Optional<Layout> given, Optional<InputTable> other) {
    return new InputConfig(
        places,
        format,
        column,
        columns,
        key,
        given,
        pictures,
        batchAxis,
        cellDtype,
        cellShape,
        badRecords,
        presetLayout,
        features,
        other,
        select,
        partitionBy,
        also);
  }

  /**
   * The columns that hold the tensor, in order of preference: {@code --column 'jpg;png'}. Their
   * name is the first's.
   */
  public List<String> columnChoice() {
    return column.map(text -> List.of(text.split(";"))).orElse(List.of());
  }

  /** As it is for pictures, which come in no layout and get one. */
  public InputConfig ofPictures() {
    return with(paths, layout.or(() -> presetLayout), table);
  }

  /** As it is for a column of other tensors, of which these settings say nothing. */
  public InputConfig of(Also other) {
    return new InputConfig(
        paths,
        format,
        Optional.of(other.column()),
        columns,
        key,
        Optional.ofNullable(other.layout()),
        pictures.indices(),
        batchAxis,
        Optional.ofNullable(other.dtype()),
        Optional.ofNullable(other.shape()),
        badRecords,
        Optional.empty(),
        features,
        table,
        select,
        partitionBy,
        List.of());
  }

  /** The shape of raw cells, where it is given as axes and not as a column. */
  public Optional<int[]> fixedCellShape() {
    return cellShape
        .filter(text -> text.matches("\\d{1,9}(\\s*,\\s*\\d{1,9})*"))
        .map(
            text ->
                Arrays.stream(text.split(","))
                    .mapToInt(n -> Integer.parseInt(n.strip()))
                    .toArray());
  }

  /** The paths of its files; none: it is a table of a catalog. */
  public List<String> files() {
    return table.isPresent() ? List.of() : paths;
  }

  /**
   * Checks that samples have names: rows of a table lie where its engine puts them.
   *
   * @throws JobException if they do not
   */
  public void checkKey() {
    if (table.isPresent() && key.isEmpty()) {
      throw JobException.usage(
          "Missing --key NAME (a table's rows have no names of their own: its files are rewritten)");
    }
  }

  /** Refuses {@code --layout} where it is needed and nothing says it. */
  public static JobException layoutMissing() {
    return JobException.usage(
        "Missing --layout CHW|HWC (the dataset does not say it, and it is never guessed)");
  }
}
