package org.dropshard.job.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.augment.RunOutcome;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.preview.Rank;
import org.dropshard.job.preview.SampleDrawing;
import org.dropshard.job.preview.ShownSample;
import org.dropshard.job.read.files.Pictures;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.report.Page;
import org.dropshard.job.report.Reproduction;

/** A page of pictures, before and after each of several kinds of dropout. */
public final class Show {
  /** How many pictures of a folder are shown. */
  private static final int MOST = 4;

  private final List<AugmentConfig> kinds;
  private final AugmentConfig first;
  private final Pictures pictures;
  private final ArrayNode samples;
  private final List<BadRecord> bad = new ArrayList<>();

  private Show(List<AugmentConfig> kinds, Configuration hadoop) {
    this.kinds = kinds;
    first = kinds.get(0);
    pictures = new Pictures(first.input(), hadoop);
    samples = Json.object().putArray("samples");
  }

  /**
   * What was shown.
   *
   * @param page where the page lies
   * @param pictures how many are on it
   * @param of how many the input has
   * @param bad those that came before them and could not be shown
   */
  public record Shown(Path page, int pictures, int of, List<BadRecord> bad) {}

  /**
   * Draws a page: of the pictures of an input the first few in an order that the seed decides.
   *
   * @param kinds runs over one input that differ in kind; their output is the page
   * @throws JobException if there is no picture that can be shown, or the page cannot be written
   */
  public static Shown draw(List<AugmentConfig> kinds, Configuration hadoop) {
    Show show = new Show(kinds, hadoop);
    int all = show.drawPictures();
    Path page =
        Page.SHOW.write(show.data(all), show.first.output(), Setting.OUTPUT.option(), hadoop);
    return new Shown(page, show.samples.size(), all, show.bad);
  }

  private int drawPictures() {
    List<InputFile> files = pictures.files();
    Map<Rank, InputFile> ranked = new TreeMap<>();
    for (InputFile file : files) {
      Sample.Origin origin = new Sample.Origin(file.path(), -1, file.name());
      ranked.put(Rank.of(first.seed(), pictures.id(file), origin), file);
    }
    for (Map.Entry<Rank, InputFile> file : ranked.entrySet()) {
      if (samples.size() == MOST) {
        break;
      }
      read(file.getKey(), file.getValue());
    }
    if (samples.isEmpty()) {
      throw JobException.input("Cannot show a picture: " + bad.get(0).line());
    }
    return files.size();
  }

  private void read(Rank rank, InputFile file) {
    try {
      pictures.read(
          file,
          new SampleReader.Sink() {
            @Override
            public void sample(Sample sample) {
              try {
                samples.add(Preview.json(drawn(rank, sample)));
              } catch (IllegalArgumentException e) {
                bad(sample.bad(e.getMessage()));
              }
            }

            @Override
            public void bad(BadRecord record) {
              bad.add(record);
            }
          });
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INPUT, "Cannot read " + file.path() + " (" + e.getMessage() + ")", e);
    }
  }

  private ShownSample drawn(Rank rank, Sample sample) {
    SampleDrawing drawing =
        SampleDrawing.large(
            sample,
            pictures.layout(),
            null,
            kinds.stream().map(kind -> kind.pipeline().shownAs()).toList());
    List<ShownSample.Copy> copies = new ArrayList<>();
    for (AugmentConfig kind : kinds) {
      kind.checkRounding(sample.tensor().dtype());
      StepRunner runner = Recipe.forward(kind, pictures.layout()).runner();
      runner.start(pictures.sharing(sample, kind.share()));
      copies.add(
          drawing.copy(
              0,
              runner.tensor(),
              runner.scale(),
              runner.units(),
              runner.dropped(),
              runner.kept(0)));
    }
    return drawing.with(rank, sample.id(), copies);
  }

  /** What the page is told; the kinds stand where a report has its runs. */
  private ObjectNode data(int all) {
    ObjectNode data = Json.object();
    data.put("seed", Long.toString(first.seed()));
    data.put("pictures", all);
    ArrayNode runs = data.putArray("runs");
    for (AugmentConfig kind : kinds) {
      ObjectNode run = runs.addObject();
      DropoutRecord dropout = RunOutcome.dropout(kind, pictures.layout().name());
      run.put("command", command(kind));
      run.put("unit", dropout.unit());
      run.putObject("run").set("dropout", Json.tree(dropout));
    }
    data.set("samples", samples);
    return data;
  }

  private static String command(AugmentConfig kind) {
    Map<String, Object> settings = new TreeMap<>(kind.settings());
    settings.put(Setting.OUTPUT.key(), "OUT");
    return Reproduction.command(settings, kind.input().paths());
  }
}
