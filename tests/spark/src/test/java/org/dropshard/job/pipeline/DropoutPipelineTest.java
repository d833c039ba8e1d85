package org.dropshard.job.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.Kind;
import org.dropshard.job.JobRun;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** The library does what the command does. */
class DropoutPipelineTest {
  @TempDir Path folder;

  private Path table() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 30; id++) {
      byte[] values = new byte[4 * 4 * 6 * 5];
      for (int i = 0; i < values.length; i += 4) {
        int bits = Float.floatToIntBits((float) random.nextGaussian());
        for (int b = 0; b < 4; b++) {
          values[i + b] = (byte) (bits >> 8 * b);
        }
      }
      rows.add(
          RowFactory.create(
              id, Npy.write(new Tensor(DType.FLOAT32, new int[] {4, 6, 5}, values, 0))));
    }
    Path table = folder.resolve("table");
    JobRun.spark()
        .createDataFrame(
            rows,
            new StructType().add("id", DataTypes.LongType).add("tensor", DataTypes.BinaryType))
        .repartition(3)
        .write()
        .parquet(table.toString());
    return table;
  }

  @Test
  void tensorsAndStatisticsAreThoseOfTheCommand() throws IOException, InterruptedException {
    Path table = table();
    for (Kind kind : new Kind[] {Kind.ELEMENT, Kind.SPATIAL, Kind.PIXEL}) {
      Path output = folder.resolve("command-" + kind.label());
      ExitCode code =
          Application.run(
              new String[] {
                "augment",
                "--input",
                table.toString(),
                "--output",
                output.toString(),
                "--kind",
                kind.label(),
                "--drop",
                "0.4",
                "--seed",
                "42",
                "--copies",
                "2",
                "--layout",
                "CHW",
                "--key",
                "id",
                "--progress",
                "none"
              },
              System.out,
              System.err);
      assertEquals(ExitCode.DONE, code);
      Observation stats = new Observation("dropout-" + kind.label());
      Dataset<Row> augmented =
          new DropoutPipeline("tensor", "id", kind, 0.4, 42, 2, Layout.CHW)
              .apply(JobRun.spark().read().parquet(table.toString()), stats);
      Path written = folder.resolve("library-" + kind.label());
      augmented.write().parquet(written.toString());
      Dataset<Row> library = JobRun.spark().read().parquet(written.toString());
      Dataset<Row> command = JobRun.spark().read().parquet(output.toString());
      assertEquals(
          60, library.join(command, new String[] {"id", "sample_id", "copy", "tensor"}).count());
      Map<String, Object> found = new TreeMap<>(CollectionConverters.asJava(stats.get()));
      assertEquals(30L, found.get("samples"));
      assertEquals(60L, found.get("rows"));
      JsonNode json =
          new ObjectMapper().readTree(Files.readString(output.resolve("_dropshard/stats.json")));
      same(json.get("before").get("channels"), found.get("before"));
      same(json.get("after").get("channels"), found.get("after"));
    }
  }

  private static void same(JsonNode expected, Object observed) {
    List<?> channels = CollectionConverters.asJava((scala.collection.Seq<?>) observed);
    assertEquals(expected.size(), channels.size());
    for (int channel = 0; channel < channels.size(); channel++) {
      Row row = (Row) channels.get(channel);
      JsonNode node = expected.get(channel);
      assertEquals(node.get("count").asLong(), row.<Long>getAs("count"));
      assertEquals(node.get("mean").asDouble(), row.<Double>getAs("mean"));
      assertEquals(node.get("variance").asDouble(), row.<Double>getAs("variance"));
      assertEquals(node.get("zeros").asLong(), row.<Long>getAs("zeros"));
      assertEquals(node.get("max").asDouble(), row.<Double>getAs("max"));
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DropoutPipeline("x", "id", Kind.SPATIAL, 1.5, 1, 1, Layout.CHW));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DropoutPipeline("x", "id", Kind.SPATIAL, 0.5, 1, 0, Layout.CHW));
  }
}
