package org.dropshard.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.FifoQueue;
import org.tensorflow.op.io.ParseSingleExample;
import org.tensorflow.op.io.QueueClose;
import org.tensorflow.op.io.QueueEnqueue;
import org.tensorflow.op.io.ReaderRead;
import org.tensorflow.op.io.TfRecordReader;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** TensorFlow's own record reader, as nodes of a graph, on the job's TFRecords. */
class RecordReaderTest {
  private static final int SAMPLES = 12;

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    boolean native64 =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(native64, "TensorFlow's native code is taken for Linux on x86-64 alone");
    SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
    DemoPictures.write(folder.resolve("pictures"), SAMPLES, 3);
    augment("tfrecord", "--output-format", "tfrecord", "--shard-rows", "5");
    augment("parquet");
  }

  private static void augment(String output, String... options) {
    List<String> arguments = new ArrayList<>(List.of("augment", "--progress", "none"));
    arguments.addAll(List.of("--input", folder.resolve("pictures").toString()));
    arguments.addAll(List.of("--output", folder.resolve(output).toString()));
    arguments.addAll(List.of("--kind", "spatial", "--drop", "0.5", "--seed", "42"));
    arguments.addAll(List.of(options));
    assertEquals(
        ExitCode.DONE, Application.run(arguments.toArray(new String[0]), System.out, System.err));
  }

  private static List<String> shards() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tfrecord"))) {
      return files.map(Path::toString).filter(file -> file.endsWith(".tfrecord")).toList();
    }
  }

  @Test
  void readsEverySampleWithTheSamePixels() throws Exception {
    Map<String, byte[]> expected = new HashMap<>();
    for (Row row :
        SparkSession.active()
            .read()
            .parquet(folder.resolve("parquet").toString())
            .collectAsList()) {
      Tensor x = Npy.read(row.<byte[]>getAs("tensor"));
      byte[] values = new byte[x.byteLength()];
      System.arraycopy(x.data(), x.offset(), values, 0, values.length);
      expected.put(row.getAs("path"), values);
    }
    assertEquals(SAMPLES, expected.size());
    List<String> shards = shards();
    assertTrue(shards.size() > 1, shards.toString());
    int found = 0;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      FifoQueue queue = tf.io.fifoQueue(List.of(TString.class));
      List<QueueEnqueue> enqueues = new ArrayList<>();
      for (String shard : shards) {
        enqueues.add(tf.io.queueEnqueue(queue, List.of(tf.constant(shard))));
      }
      QueueClose close = tf.io.queueClose(queue);
      TfRecordReader reader = tf.io.tfRecordReader();
      ReaderRead record = tf.io.readerRead(reader, queue);
      List<Operand<?>> defaults =
          List.of(tf.constant(""), tf.constant(""), tf.constant(new long[] {0, 0, 0}));
      ParseSingleExample example =
          tf.io.parseSingleExample(
              record.value(),
              defaults,
              0L,
              List.of(),
              List.of("image/encoded", "path", "image/shape"),
              List.of(),
              List.of(Shape.scalar(), Shape.scalar(), Shape.of(3)));
      try (Session session = new Session(graph)) {
        enqueues.forEach(enqueue -> session.runner().addTarget(enqueue).run());
        session.runner().addTarget(close).run();
        for (; found <= SAMPLES; found++) {
          Session.Runner runner = session.runner();
          example.denseValues().forEach(value -> runner.fetch(value.asOutput()));
          try (Result values = runner.run()) {
            byte[] pixels = ((TString) values.get(0)).asBytes().getObject();
            String path = ((TString) values.get(1)).getObject();
            TInt64 shape = (TInt64) values.get(2);
            assertArrayEquals(expected.remove(path), pixels);
            assertEquals(pixels.length, shape.getLong(0) * shape.getLong(1) * shape.getLong(2));
          } catch (TFOutOfRangeException e) {
            break; // the queue is closed, and all was read
          }
        }
      }
    }
    assertEquals(SAMPLES, found);
    assertTrue(expected.isEmpty(), expected.keySet().toString());
  }
}
