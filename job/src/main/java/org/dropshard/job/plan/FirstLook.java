package org.dropshard.job.plan;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.table.TableLook;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyBatch;
import org.dropshard.tensor.NpyException;

/**
 * What can be said of a run before there is a session, which takes seconds to start: by its
 * settings, by what is there, and by one header or a few footers of a local input. What it lets
 * pass is checked again.
 */
public final class FirstLook {
  /** Folders that hold nothing but folders are entered this often. */
  private static final int DEEPEST = 8;

  private static final String PARQUET = ".parquet";

  private FirstLook() {}

  /**
   * Checks a run.
   *
   * @throws JobException for the first rule that is broken
   */
  public static void at(AugmentConfig config, Configuration hadoop) {
    Plan.checkPlaces(config, hadoop);
    InputConfig input = config.input();
    if (input.table().isPresent()) {
      input.checkKey();
      return;
    }
    Optional<File> first = Optional.empty();
    for (String path : input.paths()) {
      InputRoot root = InputRoot.of(path, hadoop);
      first = first.or(() -> first(root.matches()));
    }
    if (first.isEmpty()) {
      return;
    }
    File file = first.get();
    if (file.getName().endsWith(PARQUET)) {
      if (input.format().orElse("parquet").equals("parquet")) {
        TableLook.at(input, config.share(), config.pipeline().needsLayout(), hadoop);
      }
      return;
    }
    boolean pictures = ImageDecoder.hasPictureExtension(file.getName());
    if (input.format().orElse(pictures ? "images" : "npy").equals(pictures ? "images" : "npy")) {
      if (!pictures
          && config.pipeline().needsLayout()
          && input.layout().or(input::presetLayout).isEmpty()) {
        throw InputConfig.layoutMissing();
      }
      dtype(file, pictures, input.pictures().channels()).ifPresent(config::checkRounding);
    }
  }

  private static Optional<File> first(FileStatus[] matches) {
    for (FileStatus match : matches) {
      if (!"file".equals(match.getPath().toUri().getScheme())) {
        return Optional.empty();
      }
      Optional<File> file = first(new File(match.getPath().toUri().getPath()), DEEPEST);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  /** A picture, npy or Parquet file; of other files more has to be read. */
  private static Optional<File> first(File at, int depth) {
    String[] names = depth == 0 ? null : at.list();
    if (names == null) {
      return Optional.of(at).filter(file -> isKnown(file.getName()) && file.isFile());
    }
    List<String> seen = Stream.of(names).filter(name -> !name.matches("[._].*")).toList();
    for (boolean known : new boolean[] {true, false}) {
      Optional<File> file =
          seen.stream()
              .filter(name -> isKnown(name) == known)
              .limit(known ? 1 : DEEPEST)
              .flatMap(name -> first(new File(at, name), depth - 1).stream())
              .findFirst();
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(String name) {
    return name.endsWith(".npy")
        || name.endsWith(PARQUET)
        || ImageDecoder.hasPictureExtension(name);
  }

  /** The type of its values; empty where it is not there to be read, which is said elsewhere. */
  private static Optional<DType> dtype(File file, boolean pictures, Channels channels) {
    if (pictures) {
      return channels == Channels.AS_IS ? Optional.empty() : Optional.of(DType.UINT8);
    }
    try (FileInputStream in = new FileInputStream(file)) {
      return Optional.of(NpyBatch.of(in.readNBytes(Npy.LONGEST_HEADER)).dtype());
    } catch (IOException | NpyException e) {
      return Optional.empty(); // a bad record
    }
  }
}
