package org.dropshard.job.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;
import org.dropshard.job.record.RunId;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Nodata;

/**
 * A whole run of {@code augment}.
 *
 * @param input what is read
 * @param pipeline what is done to each sample
 * @param seed any value
 * @param copies augmented copies of each sample, ≥ 1; copy c is stream c
 * @param share who shares a mask
 * @param dtype the written type; empty: as read
 * @param run the output whose masks apply on the way back; empty: this run goes forward
 * @param forward what went forward, for the way back; empty: what that run read
 * @param parameters whether the gradients of the steps' parameters are asked for on the way back
 * @param output the directory; of a table that of its account, empty until that is known
 * @param table the table that is written; empty: files in {@code output}
 * @param shards what is written
 * @param partitionBy columns whose values become folders
 * @param ifExists what becomes of an output that exists
 * @param runId the run's name; empty: one of its own
 * @param incremental whether only files that are new since the last run are read
 * @param batchBytes the size of the input files of a batch
 * @param shardBytes the size at which a shard is closed
 * @param shardRows the most rows a shard holds
 * @param expectations what is judged before the output appears
 * @param progress {@code auto}, {@code plain}, {@code json} or {@code none}
 * @param settings all of these as they were resolved, for the record
 */
public record AugmentConfig(
    InputConfig input,
    Pipeline pipeline,
    long seed,
    int copies,
    Share share,
    Optional<DType> dtype,
    Optional<String> run,
    List<String> forward,
    boolean parameters,
    String output,
    Optional<OutputTable> table,
    ShardConfig shards,
    List<String> partitionBy,
    IfExists ifExists,
    Optional<String> runId,
    boolean incremental,
    long batchBytes,
    long shardBytes,
    long shardRows,
    Expectations expectations,
    String progress,
    Map<String, Object> settings) {

  /**
   * Reads and checks the settings.
   *
   * @throws JobException for the first one that is missing or wrong
   */
  public static AugmentConfig of(Settings given) {
    Settings settings = ChannelNumbers.inlined(given);
    Pipeline pipeline = pipeline(settings);
    if (settings.text(Setting.RUN).isPresent()) {
      for (Setting setting : SelectConfig.SETTINGS) {
        if (setting.defaultValue().isEmpty() && settings.text(setting).isPresent()) {
          throw JobException.invalid(
              "key", setting.key(), "the way back takes what its run selected");
        }
      }
    }
    if (settings.text(Setting.LIMIT).isPresent()
        && (incremental(settings) || settings.required(Setting.IF_EXISTS).equals("append"))) {
      throw JobException.invalid(
          "--limit",
          settings.required(Setting.LIMIT),
          "the first samples of more input are others, so nothing is added to them");
    }
    settings
        .text(Setting.STATS_BY)
        .filter(settings.list(Setting.PARTITION_BY)::contains)
        .ifPresent(
            column -> {
              throw JobException.invalid(
                  "--stats-by", column, "by --partition-by it is no column of rows");
            });
    settings.parsed(Setting.BOX_FORMAT, Boxes.Format::ofLabel);
    NodataConfig.of(settings).ifPresent(nodata -> pipeline.checkNodata(nodata.text()));
    Optional<OutputTable> table = OutputTable.of(settings);
    return new AugmentConfig(
        InputConfig.of(settings),
        pipeline,
        settings
            .parsed(Setting.SEED, Long::parseLong)
            .orElseGet(() -> Long.parseLong(settings.required(Setting.SEED))),
        copies(settings, pipeline),
        Share.parse(settings.required(Setting.SHARE)),
        settings.parsed(Setting.DTYPE, DType::ofLabel),
        settings.text(Setting.RUN),
        settings.list(Setting.FORWARD),
        parameters(settings),
        table.isPresent() ? "" : settings.required(Setting.OUTPUT),
        table,
        ShardConfig.of(settings),
        table.isPresent() ? List.of() : settings.list(Setting.PARTITION_BY),
        IfExists.ofLabel(choice(settings, Setting.IF_EXISTS, "fail", "overwrite", "append")),
        settings.parsed(Setting.RUN_ID, RunId::new).map(RunId::text),
        incremental(settings),
        settings.parsed(Setting.BATCH_BYTES, Sizes::parse).orElseThrow(),
        settings.parsed(Setting.SHARD_BYTES, Sizes::parse).orElseThrow(),
        settings.text(Setting.SHARD_ROWS).isEmpty()
            ? Long.MAX_VALUE
            : positive(settings, Setting.SHARD_ROWS, Long.MAX_VALUE),
        ExpectConfig.ofRun(settings, pipeline),
        progress(settings),
        Resolved.of(settings));
  }

  /** The same with its output elsewhere. */
  public AugmentConfig at(String place) {
    return with(pipeline, place, settings);
  }

  /** Whether the run adds to what the output holds. */
  public boolean adds() {
    return incremental || ifExists == IfExists.APPEND;
  }

  /** The output in words. */
  public String target() {
    return table.map(one -> "table " + one.name()).orElse(output);
  }

  /**
   * The same with what channels are called in the dataset, where a step names some and the settings
   * do not say it.
   */
  public AugmentConfig named(List<String> channels) {
    Pipeline named = pipeline.named(channels);
    if (named == pipeline) {
      return this;
    }
    return with(named, Setting.CHANNEL_NAMES, channels);
  }

  /**
   * The same with the value of no data, where that is asked of the files.
   *
   * @param said by the first files
   * @throws JobException if they say none
   */
  public AugmentConfig withNodata(Optional<String> said) {
    return nodataConfig()
        .map(nodata -> with(pipeline, Setting.NODATA, nodata.resolved(said).text()))
        .orElse(this);
  }

  /** The value of no data, once it is known; empty: all is data. */
  public Optional<Nodata> nodata() {
    return nodataConfig().map(NodataConfig::value);
  }

  /** What was asked for of it. */
  public Optional<NodataConfig> nodataConfig() {
    return NodataConfig.of(settings);
  }

  private AugmentConfig with(Pipeline named, Setting setting, Object value) {
    Map<String, Object> noted = new TreeMap<>(settings);
    noted.put(setting.key(), value);
    return with(named, output, noted);
  }

  private AugmentConfig with(Pipeline steps, String place, Map<String, Object> noted) {
    return new AugmentConfig(
        input,
        steps,
        seed,
        copies,
        share,
        dtype,
        run,
        forward,
        parameters,
        place,
        table,
        shards,
        partitionBy,
        ifExists,
        runId,
        incremental,
        batchBytes,
        shardBytes,
        shardRows,
        expectations,
        progress,
        noted);
  }

  /** The column of masks, if there is one. */
  public Optional<String> maskColumn() {
    return Optional.ofNullable((String) settings.get(Setting.MASK_COLUMN.key()));
  }

  /** The boxes whose visible shares are written; empty: there are none. */
  public Optional<Boxes> boxes() {
    return Boxes.of(settings);
  }

  /** The column by whose values statistics are taken as well; empty: there is none. */
  public Optional<String> statsBy() {
    return Optional.ofNullable((String) settings.get(Setting.STATS_BY.key()));
  }

  /** What channels are called, if it is known. */
  public List<String> channelNames() {
    return settings.get(Setting.CHANNEL_NAMES.key()) instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** As many as there are levels, where each copy has a probability of its own. */
  private static int copies(Settings settings, Pipeline pipeline) {
    int copies = positive(settings, Setting.COPIES, Integer.MAX_VALUE).intValue();
    if (pipeline.levels() > 1 && copies > 1 && copies != pipeline.levels()) {
      throw JobException.invalid(
          "--copies", copies, "there is a probability for each of " + pipeline.levels());
    }
    return Math.max(copies, pipeline.levels());
  }

  /** The way progress is shown, which every command has. */
  public static String progress(Settings settings) {
    return choice(settings, Setting.PROGRESS, "auto", "plain", "json", "none");
  }

  private static boolean parameters(Settings settings) {
    return settings.text(Setting.PARAMETERS).isPresent()
        && choice(settings, Setting.PARAMETERS, "true", "false").equals("true");
  }

  private static boolean incremental(Settings settings) {
    boolean incremental = choice(settings, Setting.INCREMENTAL, "true", "false").equals("true");
    if (incremental && settings.required(Setting.IF_EXISTS).equals("overwrite")) {
      throw JobException.invalid(
          "--if-exists", "overwrite", "--incremental goes on where the last run stopped");
    }
    if (incremental && settings.text(Setting.RUN_ID).isPresent()) {
      throw JobException.invalid(
          "--run-id", settings.required(Setting.RUN_ID), "--incremental names its batches itself");
    }
    return incremental;
  }

  /**
   * Refuses to round in silence: an integer type with a scale or a fill has to be asked for by
   * name.
   *
   * @throws JobException if it was not
   */
  public void checkRounding(DType read) {
    nodataConfig().ifPresent(nodata -> nodata.check(read, dtype.orElse(read)));
    if (dtype.isEmpty() && !read.isFloating() && pipeline.rounds(read)) {
      throw JobException.usage(
          "Cannot scale or fill "
              + read.label()
              + " tensors: set --dtype float32, or --dtype "
              + read.label()
              + " to round half to even and saturate");
    }
  }

  private static Pipeline pipeline(Settings settings) {
    choice(settings, Setting.SCALE, "auto", "inverted", "none", "vanilla", "crossed");
    Pipeline pipeline = Pipeline.of(settings);
    if (settings.text(Setting.MASK_COLUMN).isPresent() && pipeline.counted() < 0) {
      throw JobException.invalid(
          "--mask-column", settings.required(Setting.MASK_COLUMN), "nothing is dropped as a unit");
    }
    if (pipeline.kind() == null
        && positive(settings, Setting.COPIES, Integer.MAX_VALUE) > PipelineStep.MOST_COPIES) {
      throw JobException.invalid(
          "--copies",
          settings.required(Setting.COPIES),
          "with --steps at most " + PipelineStep.MOST_COPIES);
    }
    return pipeline;
  }

  static Long positive(Settings settings, Setting setting, long most) {
    return settings
        .parsed(setting, Long::parseLong)
        .filter(n -> n >= 1 && n <= most)
        .orElseThrow(
            () ->
                JobException.invalid(setting.option(), settings.required(setting), "1 to " + most));
  }

  static String choice(Settings settings, Setting setting, String... choices) {
    return choice(settings, setting, Stream.of(choices));
  }

  static String choice(Settings settings, Setting setting, Stream<String> choices) {
    String value = settings.required(setting);
    List<String> known = choices.toList();
    if (!known.contains(value)) {
      throw JobException.invalid(setting.option(), value, String.join(", ", known));
    }
    return value;
  }
}
