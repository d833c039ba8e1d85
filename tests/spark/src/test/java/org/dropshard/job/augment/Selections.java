package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;

/** Inputs of every format, of which tests take some samples, and what becomes of all of them. */
final class Selections {
  /** Of most inputs; every sample is known by the number that its values begin with. */
  static final int SAMPLES = 24;

  static final String COMMON = " --drop 0.4 --seed 3 --copies 2 --layout HWC --dtype float32";

  private static final Path RESOURCES = Path.of("src/test/resources/formats");
  private static final String TABLE = "selection_features";

  final Path folder;
  private final Map<String, Path> whole = new TreeMap<>();

  /** Writes them. */
  Selections(Path folder) throws IOException {
    this.folder = folder;
    write();
  }

  /** Each format's folder, and how it is read; the last is a table of the session's catalog. */
  static List<String> formats() {
    return List.of(
        "images",
        "npy",
        "npz",
        "batch --batch-axis 0",
        "parquet --key id",
        "webdataset",
        "tfrecord --key id",
        "mds",
        "hdf5 --column contiguous",
        "safetensors",
        "nifti",
        "catalog --key id");
  }

  static byte[] npy(int sample) {
    return NpyFiles.ramp(sample, 2, 2, 3);
  }

  /** Where an input is, as options say it. */
  List<String> input(String name) {
    return name.equals("catalog")
        ? List.of("--input-table", TABLE)
        : List.of("--input", folder.resolve(name).toString());
  }

  private void write() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (ZipOutputStream zip =
        new ZipOutputStream(
            Files.newOutputStream(
                Files.createDirectories(folder.resolve("npz")).resolve("a.npz")))) {
      for (int i = 0; i < SAMPLES; i++) {
        Path pictures = Files.createDirectories(folder.resolve("images/c" + i));
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 1000 * i);
        ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
        Path arrays = Files.createDirectories(folder.resolve("npy/c" + i));
        Files.write(arrays.resolve(i + ".npy"), npy(i));
        zip.putNextEntry(new ZipEntry(i + ".npy"));
        zip.write(npy(i));
        rows.add(RowFactory.create((long) i - 5, "c" + i, "g" + i % 7, npy(i)));
      }
    }
    Files.write(
        Files.createDirectories(folder.resolve("batch")).resolve("b.npy"),
        NpyFiles.ramp(0, SAMPLES, 2, 2, 3));
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("label", DataTypes.StringType)
            .add("group", DataTypes.StringType)
            .add("npy", DataTypes.BinaryType);
    Dataset<Row> table = JobRun.spark().createDataFrame(rows, schema).repartition(5);
    table.write().parquet(folder.resolve("parquet").toString());
    JobRun.spark().sql("DROP TABLE IF EXISTS " + TABLE);
    JobRun.spark()
        .sql(
            "CREATE TABLE "
                + TABLE
                + " USING parquet LOCATION '"
                + folder.resolve("parquet")
                + "'");
    arrays();
    table.write().format("webdataset").save(folder.resolve("webdataset").toString());
    table
        .withColumnRenamed("npy", "image/encoded")
        .write()
        .format("tfrecord")
        .save(folder.resolve("tfrecord").toString());
    table
        .write()
        .format("mds")
        .option("encoding.npy", "ndarray")
        .save(folder.resolve("mds").toString());
  }

  /** A file of seven samples, one of as many as others have, and a file a sample. */
  private void arrays() throws IOException {
    Files.copy(
        RESOURCES.resolve("hdf5/layouts-latest.h5"),
        Files.createDirectories(folder.resolve("hdf5")).resolve("a.h5"));
    StringBuilder header = new StringBuilder("{");
    ByteBuffer values = ByteBuffer.allocate(SAMPLES * 48).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SAMPLES; i++) {
      header.append(i == 0 ? "" : ",").append("\"t").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[2,2,3],\"data_offsets\":[");
      header.append(48 * i).append(',').append(48 * (i + 1)).append("]}");
      for (int j = 0; j < 12; j++) {
        values.putFloat(1 + i + j);
      }
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + values.capacity());
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(values.array());
    Files.write(
        Files.createDirectories(folder.resolve("safetensors")).resolve("a.safetensors"),
        file.array());
    try (Stream<Path> files = Files.list(RESOURCES.resolve("nifti"))) {
      for (Path volume :
          files.filter(path -> path.toString().matches(".*/1-[iu][124].*")).toList()) {
        String name = volume.getFileName().toString();
        Path label = Files.createDirectories(folder.resolve("nifti").resolve(name.substring(2, 4)));
        Files.copy(volume, label.resolve(name));
      }
    }
  }

  Path augment(String input, String options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> call = new ArrayList<>(List.of("augment", "--progress", "none"));
    call.addAll(List.of("--output", output.toString()));
    call.addAll(input(input));
    call.addAll(List.of((options + " --kind spatial" + COMMON).strip().split(" +")));
    JobRun run = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    return output;
  }

  Path augment(String input, String options, int partitions) {
    Map<String, String> settings =
        Map.of(
            "spark.sql.files.minPartitionNum",
            Integer.toString(partitions),
            "spark.sql.files.openCostInBytes",
            "1");
    settings.forEach((key, value) -> JobRun.spark().conf().set(key, value));
    try {
      return augment(input, options);
    } finally {
      settings.keySet().forEach(key -> JobRun.spark().conf().unset(key));
    }
  }

  /** What becomes of all samples, without a selection. */
  Path all(String input, String how) {
    return whole.computeIfAbsent(input + how, key -> augment(input, how, 7));
  }

  static List<Row> rows(Path output) {
    return JobRun.spark().read().parquet(output.toString()).collectAsList();
  }

  /** The tensors of an output by id and copy. */
  static Map<String, byte[]> tensors(List<Row> rows) {
    Map<String, byte[]> tensors = new TreeMap<>();
    for (Row row : rows) {
      String tensor =
          Stream.of(row.schema().fieldNames())
              .filter(name -> row.getAs(name) instanceof byte[])
              .findFirst()
              .orElseThrow();
      tensors.put(row.getAs("sample_id") + "/" + row.getAs("copy"), row.getAs(tensor));
    }
    assertEquals(rows.size(), tensors.size());
    return tensors;
  }

  static String refusal(ExitCode code, String... call) {
    JobRun run = JobRun.of(call);
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    return run.err();
  }

  /** Accepted by {@code verify}, held against its input. */
  void verified(Path output, String input) {
    List<String> call = new ArrayList<>(List.of("verify", output.toString()));
    call.addAll(input(input));
    JobRun run = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }
}
