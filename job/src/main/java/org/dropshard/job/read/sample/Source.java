package org.dropshard.job.read.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.IndexedFormat;
import org.dropshard.format.InputFormat;
import org.dropshard.format.PassedOver;
import org.dropshard.format.TableFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.listing.LeftOuts;
import org.dropshard.job.read.listing.Reason;
import org.dropshard.tensor.Layout;

/**
 * An input, ready to be read.
 *
 * @param format what its files are
 * @param rows what the reader takes; for files one row each, for tables the table's
 * @param passThrough the columns of the output that are not the job's own, in order; the tensor
 *     column is among them, in its place, if the input is a table
 * @param ordinals where each column of {@code passThrough} stands in {@code rows}; −1 for the
 *     tensor
 * @param tensorColumn the name of the tensor column
 * @param all turns rows into samples, those that are not selected too
 * @param selection which of them are
 * @param pictures whether the tensors were read of pictures, as far as the first ones tell
 * @param encoding turns a tensor into what the input's cells hold
 * @param splitBytes the bytes of files that Spark should put into one partition
 * @param layout where the tensors hold their channels; empty if nothing says it
 * @param probe what the first samples look like
 * @param files the files that are read
 * @param leftOut what lies in the input and is not read
 * @param remarks what is not the same in all files, such as columns that some have
 * @param rowsBefore how many rows a table has, selected by {@code --where} or not; empty: there is
 *     none, or the reader leaves them out itself
 * @param version of a table of a catalog, the one that is read; empty: it has none
 * @param classNames what the numbers of a column are called, from 0, by column
 * @param also the columns of other tensors that are dropped with a sample's
 * @param keys the ids of all rows whose key is not null, selected or not; empty: nobody has read
 *     them yet
 */
public record Source(
    InputFormat format,
    Dataset<Row> rows,
    StructType passThrough,
    int[] ordinals,
    String tensorColumn,
    SampleReader all,
    SampleSelection selection,
    boolean pictures,
    CellEncoding encoding,
    long splitBytes,
    Optional<Layout> layout,
    Probe probe,
    List<InputFile> files,
    List<LeftOut> leftOut,
    List<String> remarks,
    OptionalLong rowsBefore,
    Optional<String> version,
    Map<String, List<String>> classNames,
    List<AlsoColumn> also,
    Optional<long[]> keys) {

  /** The metadata of a tensor column that has the value of no data, as a text. */
  public static final String NODATA = IndexedFormat.NODATA;

  /** Turns rows into the samples that are selected. */
  public SampleReader reader() {
    return selection.filters() ? new SelectingReader(all, selection) : all;
  }

  /** The metadata of a tensor column that has what its channels are called. */
  public static final String CHANNEL_NAMES = IndexedFormat.CHANNEL_NAMES;

  /** The same with a layout, if it has none. */
  public Source orLayout(Optional<Layout> otherwise) {
    return with(rows, all, selection, layout.or(() -> otherwise));
  }

  /** The same without the samples whose id is above {@code id}, as signed numbers. */
  public Source upTo(long id) {
    return with(rows, all, selection.upTo(id), layout);
  }

  /**
   * How many samples {@code --where} left out; of files of many samples, how many files.
   *
   * @param came how many samples came, bad ones and those that were not selected too
   */
  public long unselectedByWhere(long came) {
    return leftOut.stream()
            .filter(out -> out.reason() == Reason.UNWANTED)
            .mapToLong(LeftOut::files)
            .sum()
        + (rowsBefore.isPresent() ? rowsBefore.getAsLong() - came : 0);
  }

  /** The same with what its archives were found to hold besides samples. */
  public Source passing(PassedOver members) {
    LeftOuts all = new LeftOuts();
    leftOut.stream().filter(out -> !out.reason().ofMembers()).forEach(all::add);
    all.add(members);
    return with(rows, this.all, selection, layout, all.list());
  }

  /** The same with all its samples, selected or not. */
  public Source whole() {
    return with(rows, all, selection.unheeded(), layout);
  }

  /** The same with other rows: those that there are, in their columns, and more columns. */
  public Source withRows(Dataset<Row> wider) {
    return with(wider, all, selection, layout);
  }

  /** The same, its rows read by another reader. */
  public Source withReader(SampleReader other) {
    return with(rows, other, selection, layout);
  }

  /**
   * The same, the samples of files refused that state another thing than the first files, where a
   * run goes by it.
   *
   * @param nodata the value of no data; empty: it does not matter
   * @param channels what the run calls channels; it matters where the first files call them so
   */
  public Source consistent(Optional<String> nodata, List<String> channels) {
    List<String> names = channels.equals(channelNames()) ? channels : List.of();
    return nodata.isEmpty() && names.isEmpty()
        ? this
        : withReader(new ConsistentReader(all, nodata.orElse(null), List.copyOf(names)));
  }

  private Source with(
      Dataset<Row> rows, SampleReader all, SampleSelection selection, Optional<Layout> layout) {
    return with(rows, all, selection, layout, leftOut);
  }

  private Source with(
      Dataset<Row> rows,
      SampleReader all,
      SampleSelection selection,
      Optional<Layout> layout,
      List<LeftOut> leftOut) {
    return new Source(
        format,
        rows,
        passThrough,
        ordinals,
        tensorColumn,
        all,
        selection,
        pictures,
        encoding,
        splitBytes,
        layout,
        probe,
        files,
        leftOut,
        remarks,
        rowsBefore,
        version,
        classNames,
        also,
        keys);
  }

  /** Whether files hold many samples, which are named by their file and their number there. */
  public boolean isTable() {
    return format instanceof TableFormat;
  }

  /** Whether files may hold many samples each, read a part at a time. */
  public boolean batches() {
    return all.readsBatches();
  }

  /** What channels are called, by the tensor column's metadata or the first files; else none. */
  public List<String> channelNames() {
    return Arrays.stream(rows.schema().fields())
        .filter(field -> field.name().equals(tensorColumn))
        .map(StructField::metadata)
        .filter(metadata -> metadata.contains(CHANNEL_NAMES))
        .map(metadata -> List.of(metadata.getStringArray(CHANNEL_NAMES)))
        .findFirst()
        .orElse(probe.channels());
  }

  /** What stands for no data, by the tensor column's metadata or the first files that say it. */
  public Optional<String> nodata() {
    return Arrays.stream(rows.schema().fields())
        .filter(field -> field.name().equals(tensorColumn))
        .map(StructField::metadata)
        .filter(metadata -> metadata.contains(NODATA))
        .map(metadata -> metadata.getString(NODATA))
        .findFirst()
        .or(probe::nodata);
  }

  /** Which of the columns of other tensors a name is, from 0; −1: none. */
  public int also(String name) {
    return also.stream().map(AlsoColumn::name).toList().indexOf(name);
  }

  /** The size of all files. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::length).sum();
  }
}
