package org.dropshard.job.read.files;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.listing.Selection;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.tensor.Layout;

/**
 * Pictures read one at a time in this process, as the tasks of {@code augment} read them: the same
 * ids, values and refusals.
 */
public final class Pictures {
  private static final PictureFormat FORMAT = new PictureFormat();

  private final InputConfig config;
  private final Configuration hadoop;
  private final List<InputFile> files;

  /**
   * Lists an input.
   *
   * @param config whose layout is the preset's where it says none
   * @throws org.dropshard.job.error.JobException if it is not there, or holds no picture
   */
  public Pictures(InputConfig config, Configuration hadoop) {
    this.config = config.ofPictures();
    this.hadoop = hadoop;
    Listing listing = Listing.of(config.paths(), hadoop);
    Selection selection = Selection.of(hadoop, listing, FORMAT);
    if (selection.files().isEmpty() && !listing.files().isEmpty()) {
      throw JobException.input(
          "Cannot read input: "
              + String.join(", ", config.paths())
              + " holds no picture (of tables and arrays the report of augment --limit 4 shows"
              + " samples)");
    }
    this.files = FileSource.selected(selection, config, FORMAT).files();
  }

  public List<InputFile> files() {
    return files;
  }

  /** How the pictures are laid out. */
  public Layout layout() {
    return FileSource.layout(config, FORMAT).orElseThrow();
  }

  /** The id of a file's sample where no key says another. */
  public long id(InputFile file) {
    return SampleIds.of(Optional.empty(), Share.SAMPLE, FileRows.NAMES).id(row(file), file::name);
  }

  private static InternalRow row(InputFile file) {
    return FileRows.row(new InputPart(file, 0, 1));
  }

  /** Reads a file: hands on one sample, or one bad record. */
  public void read(InputFile file, SampleReader.Sink sink) throws IOException {
    reader(Share.SAMPLE).read(row(file), sink);
  }

  /**
   * A sample of these where others share its mask.
   *
   * @throws IllegalArgumentException if it is of no group
   */
  public Sample sharing(Sample sample, Share share) {
    return reader(share).sample(sample.source(), sample.origin().get(), sample.tensor(), List.of());
  }

  private FileReader reader(Share share) {
    return FileSource.reader(() -> hadoop, config, share, FORMAT, FileRows.NAMES, AlsoFiles.NONE);
  }
}
