package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files cut at every place, and with bytes that were changed, hundreds of them: whatever they
 * claim, a read ends with rows, of which those that are wrong say so, in the 2 GB of these tests.
 */
class HostileRecordsTest {
  private static final int SAMPLES = 3;
  private static final long SEED = 20240607;

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = JobRun.spark();
  }

  /** The rows that a format's reader is to give. */
  private static StructType columns(String tensor) {
    return new StructType()
        .add("id", DataTypes.LongType)
        .add("name", DataTypes.StringType)
        .add(tensor, DataTypes.BinaryType);
  }

  private static byte[] whole(String format, String tensor, String ending, String compression)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      rows.add(RowFactory.create((long) i, "n" + i, FormatFiles.npy(2, 3 + i)));
    }
    Path out = Files.createTempDirectory(folder, "whole").resolve(format);
    spark
        .createDataFrame(rows, columns(tensor))
        .coalesce(1)
        .write()
        .format(format)
        .option("compression", compression)
        .option("encoding." + tensor, "ndarray")
        .save(out.toString());
    return Files.readAllBytes(FormatFiles.shards(out, ending).get(0));
  }

  /** The rows of every file of a folder, by the file's name. */
  private static Map<String, List<Row>> read(String format, String tensor, Path files) {
    Map<String, List<Row>> byFile = new TreeMap<>();
    spark
        .read()
        .format(format)
        .schema(columns(tensor).add("_corrupt_record", DataTypes.StringType))
        .option("mode", "permissive")
        .load(files.toString())
        .select(
            functions.col("id"),
            functions.col("name"),
            functions.col("`" + tensor + "`").as("x"),
            functions.col("_corrupt_record"),
            functions.col("_metadata.file_name").as("file"))
        .collectAsList()
        .forEach(row -> byFile.computeIfAbsent(row.getAs("file"), f -> new ArrayList<>()).add(row));
    return byFile;
  }

  /** Whether a row is a sample's, to the last byte. */
  private static boolean isSample(Row row, int sample) {
    return row.isNullAt(3)
        && Long.valueOf(sample).equals(row.get(0))
        && ("n" + sample).equals(row.get(1))
        && Arrays.equals(FormatFiles.npy(2, 3 + sample), row.<byte[]>getAs("x"));
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset,npy,.tar,none",
    "webdataset,npy,.tar.gz,gzip",
    "tfrecord,x,.tfrecord,none",
    "tfrecord,x,.tfrecord.gz,gzip",
    "mds,x,.mds,none",
    "mds,x,.mds.zstd,zstd",
    "npz,tensor,.npz,none",
  })
  void everyCutGivesTheSamplesBeforeItAndSaysSo(
      String format, String tensor, String ending, String compression) throws IOException {
    byte[] whole = whole(format, tensor, ending, compression);
    Path files = Files.createDirectories(folder.resolve("cut-" + format + compression));
    int step = Math.max(1, whole.length / 200);
    List<Integer> lengths = new ArrayList<>();
    for (int length = 1; length < whole.length; length += step) {
      lengths.add(length);
      Files.write(
          files.resolve(String.format("%06d%s", length, ending)), Arrays.copyOf(whole, length));
    }
    Map<String, List<Row>> found = read(format, tensor, files);
    int silent = 0;
    for (int length : lengths) {
      List<Row> rows = found.getOrDefault(String.format("%06d%s", length, ending), List.of());
      boolean said = !rows.isEmpty() && !rows.get(rows.size() - 1).isNullAt(3);
      int good = rows.size() - (said ? 1 : 0);
      assertTrue(good <= SAMPLES, "cut at " + length);
      for (int i = 0; i < good; i++) {
        assertTrue(isSample(rows.get(i), i), "cut at " + length + ": " + rows.get(i));
      }
      silent += said ? 0 : 1;
      // Frames know nothing of the next one, and of a zip the list of its members is not read.
      boolean maySeemWhole =
          format.equals("tfrecord") && compression.equals("none")
              || format.equals("npz") && good == SAMPLES
              || format.equals("webdataset") && good == SAMPLES; // cut in the padding of its end
      assertTrue(said || maySeemWhole, "cut at " + length + " of " + whole.length);
    }
    if (format.equals("tfrecord")) {
      assertTrue(silent < SAMPLES, silent + " cuts between records");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset,npy,.tar,none",
    "webdataset,npy,.tar.gz,gzip",
    "tfrecord,x,.tfrecord,none",
    "tfrecord,x,.tfrecord.gz,gzip",
    "mds,x,.mds,none",
    "mds,x,.mds.zstd,zstd",
    "npz,tensor,.npz,none",
  })
  void changedBytesEndInRows(String format, String tensor, String ending, String compression)
      throws IOException {
    byte[] whole = whole(format, tensor, ending, compression);
    Path files = Files.createDirectories(folder.resolve("changed-" + format + compression));
    Random random = new Random(SEED);
    int count = 400;
    for (int n = 0; n < count; n++) {
      byte[] file = whole.clone();
      int at = random.nextInt(whole.length);
      int run = 1 << random.nextInt(4); // up to the width of a length
      for (int i = at; i < Math.min(at + run, file.length); i++) {
        file[i] = (byte) (n % 4 == 0 ? -1 : n % 4 == 1 ? 0x7f : random.nextInt(256));
      }
      Files.write(files.resolve(String.format("%06d%s", n, ending)), file);
    }
    Map<String, List<Row>> found = read(format, tensor, files);
    for (Map.Entry<String, List<Row>> file : found.entrySet()) {
      for (Row row : file.getValue()) {
        if (!row.isNullAt(3)) {
          assertTrue(row.getString(3).contains(", byte "), row.getString(3));
          assertTrue(row.isNullAt(2), "seed " + SEED + ", " + file.getKey() + ": " + row);
        } else if (format.equals("tfrecord")) { // checksums see everything
          boolean one = false;
          for (int i = 0; i < SAMPLES; i++) {
            one |= isSample(row, i);
          }
          assertTrue(one, "seed " + SEED + ", " + file.getKey() + ": " + row);
        }
      }
    }
    assertTrue(found.size() > count / 2, found.size() + " files");
  }

  private static String corrupt(String format, Path file) {
    List<Row> rows =
        read(format, format.equals("npz") ? "tensor" : "x", file).values().iterator().next();
    String reason = rows.get(rows.size() - 1).getString(3);
    assertNotNull(reason, rows.toString());
    return reason;
  }

  private static byte[] mds(String names, String encodings, String sizes, byte[] sample) {
    byte[] json =
        ("{\"column_encodings\":"
                + encodings
                + ",\"column_names\":"
                + names
                + ",\"column_sizes\":"
                + sizes
                + ",\"compression\":null,\"format\":\"mds\",\"hashes\":[],\"version\":2}")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    java.nio.ByteBuffer file =
        java.nio.ByteBuffer.allocate(12 + json.length + sample.length)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    file.putInt(1).putInt(12 + json.length).putInt(file.capacity()).put(json).put(sample);
    return file.array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"x\"] | [\"ndarray:float64:999999999\"] | [7] | at most 2147483647 bytes",
        "[\"x\"] | [\"ndarray:uint8:99999,99999\"] | [7] | at most 2147483647 elements",
        "[\"x\"] | [\"ndarray:object\"] | [null] | Invalid encoding: ndarray:object",
        "[\"x\"] | [\"ndarray:uint8:-1\"] | [1] | Invalid encoding",
        "[\"x\",\"x\"] | [\"bytes\",\"bytes\"] | [null,null] | two columns of a name",
        "[\"x\"] | [\"int\"] | [-8] | has size -8",
        "[\"x\"] | [\"ndarray\"] | [null] | an axis of",
        "[\"x\"] | [\"bytes\"] | {} | 0 sizes of columns",
      })
  void whatShardsClaimIsHeldAgainstThem(String names, String encodings, String sizes, String why)
      throws IOException {
    byte[] sample = new byte[30];
    Arrays.fill(sample, (byte) -1);
    System.arraycopy(
        new byte[] {26, 0, 0, 0, 8, 1 << 2 | 3}, 0, sample, 0, 6); // u8, an axis of u64
    int n = (names + encodings).hashCode();
    Path file =
        Files.write(folder.resolve("claim" + n + ".mds"), mds(names, encodings, sizes, sample));
    String reason = corrupt("mds", file);
    assertTrue(reason.contains(why), reason);
  }

  @Test
  void arraysOfAnArchiveAreNoLongerThanTheySay() throws IOException {
    for (boolean claims : new boolean[] {true, false}) {
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      try (var zip = new java.util.zip.ZipOutputStream(bytes)) {
        zip.putNextEntry(new java.util.zip.ZipEntry("a.npy"));
        byte[] npy = FormatFiles.npy(4);
        if (claims) {
          byte[] shape = "(4,)".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          byte[] large = "(2147483000,)}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          int at = new String(npy, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("(4,)");
          assertEquals('(', shape[0]);
          System.arraycopy(large, 0, npy, at, large.length);
        }
        zip.write(npy);
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < (claims ? 1 : 1 << 12); i++) { // 1 MB, or 4 GB
          zip.write(block);
        }
      }
      Path file = Files.write(folder.resolve("bomb" + claims + ".npz"), bytes.toByteArray());
      String reason = corrupt("npz", file);
      assertTrue(reason.contains(claims ? "(needs 2147483" : "more than its header says"), reason);
    }
  }
}
