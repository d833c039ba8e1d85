package org.dropshard.job.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dropshard.format.InputFormat;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.format.registry.Formats;

/**
 * Every setting, once: its name (the option without its dashes, and the configuration key), what it
 * takes, its default and its help. Command line, configuration and reference are made from this
 * table.
 */
public enum Setting {
  INPUT(
      Group.INPUT,
      "PATH",
      null,
      "paths or globs, on any Hadoop file system; or --input-table NAME",
      Arity.LIST),
  INPUT_TABLE(Group.INPUT, "NAME", null, "or: a table of a catalog, such as cat.db.features"),
  TABLE_VERSION(Group.INPUT, "V", null, "its version: Iceberg's snapshot, tag or branch, Delta's"),
  TIMESTAMP(Group.INPUT, "TIME", null, "or: as it was then, such as '2026-01-31 12:00:00'"),
  RUN(
      Group.INPUT,
      "PATH",
      null,
      "backward: the output whose masks apply to the gradients, or a table's name"),
  FORWARD(
      Group.INPUT,
      "PATH",
      null,
      "backward: what went forward, where a step needs it; the run's input if not given",
      Arity.LIST),
  INPUT_FORMAT(
      Group.INPUT,
      "NAME",
      null,
      String.join(", ", Stream.concat(Stream.of("images"), labels(Formats.inputs())).toList())
          + "; else by content"),
  COLUMN(Group.INPUT, "NAME", null, "tensor column; found if there is one candidate; or 'jpg;png'"),
  COLUMNS(
      Group.INPUT,
      "NAME",
      null,
      "tables: what passes through beside the tensor; else all",
      Arity.LIST),
  KEY(Group.INPUT, "NAME", null, "column that identifies a sample; path (and row) if not given"),
  LAYOUT(Group.INPUT, "NAME", null, "CHW or HWC, as stored; pictures: HWC if not given"),
  CHANNELS(
      Group.INPUT, "NAME", "rgb", "pictures: rgb, gray, rgba, as-is, or bands by number: 3,2,1"),
  CHANNEL_NAMES(
      Group.INPUT,
      "NAME",
      null,
      "what channels are called, in order; else as TIFF, HDF5 or the column's metadata call them",
      Arity.LIST),
  NODATA(
      Group.INPUT,
      "V",
      null,
      "the value of no data, which is counted and never dropped: a number, nan, or file"),
  PAGES(Group.INPUT, "NAME", "first", "TIFF of many pages: first, stack (one tensor), or each"),
  BATCH_AXIS(
      Group.INPUT, "N", "auto", "npy, npz, nifti: 0: the first axis counts samples, or none"),
  CELL_DTYPE(Group.INPUT, "TYPE", null, "raw cells: element type, or the column that holds it"),
  CELL_SHAPE(Group.INPUT, "AXES", null, "raw cells, arrays: e.g. 3,32,32, or a column's name"),
  MAX_PIXELS(Group.INPUT, "N", "268435456", "pictures that claim more are bad records"),
  WHERE(Group.INPUT, "SQL", null, "which rows are read, by their columns; of files: path, label"),
  LIMIT(Group.INPUT, "N", null, "the first so many samples by sample id, signed; takes a pass"),
  SAMPLE(Group.INPUT, "F", null, "the part of the samples that is taken, 0 to 1, by their ids"),
  SPLIT(Group.INPUT, "PARTS", null, "train=0.8,val=0.1,test=0.1: a column split, by sample ids"),
  SPLIT_GROUP(
      Group.INPUT,
      "COLUMN",
      null,
      "column whose samples stay in one part of the split; that of --share group if not given"),
  SELECT_SEED(
      Group.INPUT, "N", "0", "64-bit seed of --sample and --split; that of masks is another"),
  KIND(Group.DROPOUT, "NAME", null, "what is dropped as one: element, spatial, … (DROPOUTS.md)"),
  STEPS(Group.DROPOUT, "TEXT", null, "or: steps in order, such as 'cutout {size = 8}'", Arity.LIST),
  DROP(
      Group.DROPOUT, "P", null, "probability that a unit is dropped, 0 to 1; 0.1,0.2: a copy each"),
  KEEP(Group.DROPOUT, "P", null, "or: probability that it is kept"),
  P(Group.DROPOUT, "P", null, "or: either of the two, as the preset means it"),
  PRESET(
      Group.DROPOUT,
      "NAME",
      null,
      "torch, keras, tf, cs231n, dl4j, bigdl, mlpack or mlpack-as-coded"),
  MODE(Group.DROPOUT, "NAME", "train", "train, or eval: nothing is dropped"),
  SEED(Group.DROPOUT, "N", null, "64-bit seed; same seed, same bytes"),
  COPIES(Group.DROPOUT, "N", "1", "augmented copies of each sample"),
  SHARE(Group.DROPOUT, "WHO", "sample", "sample, batch:N, group:COLUMN or dataset share a mask"),
  SCALE(Group.DROPOUT, "NAME", "auto", "auto, inverted, none, vanilla or crossed"),
  FILL(
      Group.DROPOUT,
      "V[,V…]",
      "0",
      "what is dropped becomes: numbers, mean, uniform, normal, nodata"),
  STATS(
      Group.DROPOUT,
      "RUN",
      null,
      "numbers of each channel for fill and normalize: of an output, its stats.json, or given"),
  DTYPE(Group.DROPOUT, "TYPE", null, "type of the written tensor; as read if not given"),
  OUTPUT(Group.OUTPUT, "PATH", null, "a directory that is not an input; or --output-table NAME"),
  OUTPUT_TABLE(
      Group.OUTPUT, "NAME", null, "or: a table of Iceberg or Delta, made if there is none"),
  BRANCH(Group.OUTPUT, "NAME", null, "output-table: the branch of Iceberg that takes the rows"),
  ACCOUNT(
      Group.OUTPUT, "PATH", null, "output-table: folder of its _dropshard; where the table lies"),
  OUTPUT_FORMAT(
      Group.OUTPUT, "NAME", Formats.shards().get(0).label(), words(labels(Formats.shards()))),
  ENCODING(
      Group.OUTPUT,
      "NAME",
      "auto",
      words(
          Stream.of(NamedEncoding.values())
              .map(NamedEncoding::label)
              .filter(name -> !name.contains("-")))),
  STATS_BY(
      Group.OUTPUT, "COLUMN", null, "statistics of the samples of each value as well, at most 256"),
  PNG_LEVEL(Group.OUTPUT, "N", "3", "png, tiff: compression, from 1 (fast) to 9 (small)"),
  QUALITY(Group.OUTPUT, "N", "90", "jpeg: quality, 1 to 100"),
  COMPRESSION(
      Group.OUTPUT,
      "NAME",
      "auto",
      "shards: " + words(Stream.concat(Stream.of("auto"), Formats.compressions().stream()))),
  TENSOR_FEATURE(Group.OUTPUT, "NAME", "image/encoded", "tfrecord: feature of the tensor"),
  SHAPE_FEATURE(Group.OUTPUT, "NAME", "image/shape", "tfrecord: feature of its shape"),
  DTYPE_FEATURE(Group.OUTPUT, "NAME", "image/dtype", "tfrecord: feature of its element type"),
  ALSO(
      Group.OUTPUT,
      "COLUMNS",
      null,
      "other tensors of a sample, dropped where its tensor is: 'mask {fill = 255}, depth'",
      Arity.LIST),
  MASK_COLUMN(
      Group.OUTPUT,
      "NAME",
      null,
      "a column of what was kept: a boolean a channel or group, a bit a place or element"),
  BOXES(
      Group.OUTPUT,
      "COLUMN",
      null,
      "a column COLUMN_visible: the share of each of a sample's boxes that is not dropped"),
  BOX_FORMAT(Group.OUTPUT, "NAME", "xyxy", "boxes, in pixels: xyxy, or xywh as COCO has them"),
  SHARD_PREFIX(
      Group.OUTPUT, "NAME", "shard", "webdataset: shards of a new output are NAME-000017.tar"),
  SPLIT_FILES(
      Group.OUTPUT,
      "",
      null,
      "parquet, webdataset: a part of the split a shard, train-00000-of-00008.parquet",
      Arity.FLAG),
  HASHES(Group.OUTPUT, "NAMES", null, "of each shard: sha256; mds, in its index: sha256,md5 …"),
  INPUT_HASHES(
      Group.OUTPUT,
      "NAME",
      "auto",
      "of each input file, in the statement: sha256, none, or auto: sha256 with --sign"),
  CROISSANT(
      Group.OUTPUT,
      "NAME=TEXT",
      null,
      "also _dropshard/croissant.json: license=URL creator=NAME url=URL, and name, version …",
      Arity.LIST),
  SIGN(Group.OUTPUT, "KEY", null, "a PEM file, Ed25519 or P-256: signs what the output is made of"),
  PUBLIC_KEY(Group.OUTPUT, "KEY", null, "verify: a PEM file; the output must be signed by its key"),
  PARTITION_BY(
      Group.OUTPUT, "COLUMN", null, "folders COLUMN=value/, as Spark has them", Arity.LIST),
  IF_EXISTS(Group.OUTPUT, "WHAT", "fail", "fail, overwrite or append"),
  RUN_ID(Group.OUTPUT, "NAME", null, "name of the run; an output takes in each name once"),
  INCREMENTAL(
      Group.OUTPUT, "", "false", "add the files that are new since the last run", Arity.FLAG),
  BATCH_BYTES(Group.OUTPUT, "SIZE", "4GB", "incremental: input files of one batch, about"),
  SHARD_BYTES(Group.OUTPUT, "SIZE", "256MB", "size of a shard"),
  SHARD_ROWS(Group.OUTPUT, "N", null, "rows of a shard, at most"),
  PARAMETERS(
      Group.OUTPUT,
      "",
      null,
      "backward: also the gradients of weights and biases, in _dropshard/parameters.npz",
      Arity.FLAG),
  ON_ERROR(Group.ERRORS, "WHAT", "fail", "a bad record: fail, drop or quarantine"),
  MAX_BAD(Group.ERRORS, "N|P%", null, "more bad records than this end the run"),
  EXPECT(
      Group.ERRORS,
      "TEXT",
      null,
      "what must be found, such as 'after.0.mean within 3% of 112', 'rows.bad <= 0.1%'",
      Arity.LIST),
  BASELINE(Group.ERRORS, "RUN", null, "an output to compare with, or latest: this one as it was"),
  MAX_DRIFT(Group.ERRORS, "LIMITS", null, "from the baseline: mean=0.25,std=1.5,histogram=0.1"),
  LABEL_COLUMN(
      Group.ERRORS,
      "NAME",
      null,
      "the labels of --expect; label, class, cls, target, folders or a ClassLabel if not given"),
  ON_MISS(Group.ERRORS, "WHAT", "fail", "an expectation is missed: fail, writing nothing, or warn"),
  PROGRESS(Group.ERRORS, "HOW", "auto", "auto, plain, json or none");

  /** How the settings are grouped in the help. */
  public enum Group {
    INPUT("Input"),
    DROPOUT("Dropout"),
    OUTPUT("Output"),
    ERRORS("Errors and progress");

    private final String heading;

    Group(String heading) {
      this.heading = heading;
    }

    public String heading() {
      return heading;
    }
  }

  private enum Arity {
    ONE,
    LIST,
    FLAG
  }

  private final Group group;
  private final String parameter;
  private final String defaultValue;
  private final String help;
  private final Arity arity;

  Setting(Group group, String parameter, String defaultValue, String help) {
    this(group, parameter, defaultValue, help, Arity.ONE);
  }

  Setting(Group group, String parameter, String defaultValue, String help, Arity arity) {
    this.group = group;
    this.parameter = parameter;
    this.defaultValue = defaultValue;
    this.help = help;
    this.arity = arity;
  }

  private static Stream<String> labels(List<? extends InputFormat> formats) {
    return formats.stream().map(InputFormat::label);
  }

  private static String words(Stream<String> names) {
    return String.join(", ", names.toList()).replaceFirst(", ([^,]*)$", " or $1");
  }

  /** The key in a configuration file: {@code "input-format"}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The option on the command line: {@code "--input-format"}. */
  public String option() {
    return "--" + key();
  }

  public Group group() {
    return group;
  }

  public String parameter() {
    return parameter;
  }

  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  public String help() {
    return help;
  }

  public boolean isList() {
    return arity == Arity.LIST;
  }

  /** Whether the option takes no value; the key takes {@code true} or {@code false}. */
  public boolean isFlag() {
    return arity == Arity.FLAG;
  }

  /** The setting of a configuration key. */
  public static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }
}
