package org.dropshard.job.read.files;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.read.cell.CellEncoding;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.MaskId;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.SampleKey;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Partitioning;
import org.dropshard.tensor.Layout;

/** Pictures and npy files. */
public final class FileSource {
  private FileSource() {}

  public static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      Listing listing,
      boolean some,
      boolean pictures,
      long shardBytes) {
    List<InputFile> files =
        listing.files().stream().filter(file -> isWanted(file, pictures)).toList();
    if (files.isEmpty()) {
      throw JobException.input(
          "Cannot read input: "
              + String.join(", ", config.paths())
              + " holds no "
              + (pictures ? "picture" : ".npy or .npz file"));
    }
    Optional<Layout> layout =
        pictures ? config.layout().or(() -> Optional.of(Layout.HWC)) : config.layout();
    SampleKey key = config.key().map(name -> MaskId.key(name, FileRows.SCHEMA)).orElse(null);
    Broadcast<SerializableConfiguration> hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    FileReader reader =
        new FileReader(
            hadoop,
            pictures,
            config.channels(),
            layout.orElse(Layout.HWC),
            config.maxPixels(),
            key,
            MaskId.of(share, FileRows.SCHEMA, key));
    // Whether a part of the files lies in folders must not decide on the columns of the whole.
    boolean labels = some || files.stream().anyMatch(file -> !file.folder().isEmpty());
    StructType passThrough = new StructType().add(FileRows.SCHEMA.apply(FileRows.PATH));
    if (labels) {
      passThrough = passThrough.add(FileRows.SCHEMA.apply(FileRows.LABEL));
    }
    Probe probe = Probe.of(reader, probes(files));
    double bytes = probe.meanBytes() * files.size();
    return new Source(
        pictures ? "images" : "npy",
        FileRows.of(spark, files, Partitioning.count(spark, files.size(), bytes, shardBytes)),
        passThrough,
        labels ? new int[] {FileRows.PATH, FileRows.LABEL} : new int[] {FileRows.PATH},
        "tensor",
        reader,
        CellEncoding.NPY,
        shardBytes,
        layout,
        probe,
        files,
        listing.files().size() - files.size());
  }

  private static boolean isWanted(InputFile file, boolean pictures) {
    return pictures
        ? ImageDecoder.hasPictureExtension(file.name())
        : file.extension().equals("npy") || file.extension().equals("npz");
  }

  /** Files across the list, as rows. */
  private static List<InternalRow> probes(List<InputFile> files) {
    int probes = Math.min(Probe.ROWS, files.size());
    return IntStream.range(0, probes)
        .mapToObj(i -> files.get((int) ((long) i * files.size() / probes)))
        .<InternalRow>map(
            file ->
                new GenericInternalRow(
                    new Object[] {
                      UTF8String.fromString(file.name()),
                      UTF8String.fromString(file.folder()),
                      UTF8String.fromString(file.path()),
                      file.length()
                    }))
        .toList();
  }
}
