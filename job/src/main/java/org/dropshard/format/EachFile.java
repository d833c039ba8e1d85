package org.dropshard.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.reflect.ClassTag$;

/** Asks each of an input's or an output's files something: many by Spark's tasks, if it may. */
public final class EachFile {
  /** As many are asked one after the other in less time than a job takes. */
  private static final int FEW = 16;

  private static final int TASKS_A_CORE = 4;

  private final Configuration own;

  /** Null: all are asked here. */
  private final SparkSession spark;

  private final int few;

  private EachFile(Configuration own, SparkSession spark, int few) {
    this.own = own;
    this.spark = spark;
    this.few = few;
  }

  /** Asks in this thread before there is a session: few files. */
  public static EachFile here(Configuration hadoop) {
    return new EachFile(hadoop, null, FEW);
  }

  public static EachFile by(SparkSession spark) {
    return by(spark, spark.sessionState().newHadoopConf(), FEW);
  }

  /**
   * The same of files that are reached in another way.
   *
   * @param few as many are asked in this thread
   */
  public static EachFile by(SparkSession spark, Configuration hadoop, int few) {
    return new EachFile(hadoop, spark, few);
  }

  /** How files are reached, for Spark's tasks. */
  public static Broadcast<SerializableConfiguration> broadcast(
      SparkSession spark, Configuration hadoop) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .broadcast(new SerializableConfiguration(hadoop));
  }

  /** How files are reached. */
  public Configuration hadoop() {
    return own;
  }

  /**
   * What a file is asked. A task has one of its own.
   *
   * @param <F> names a file
   */
  public interface Question<F extends Serializable, T extends Serializable, E extends Exception>
      extends Serializable {
    T answer(F file, Configuration hadoop) throws E;
  }

  /**
   * The answers, in the order of the files.
   *
   * @param files their paths, or whatever else of them the question takes
   * @throws E if one of few files has none; of many, Spark tells in its own way
   * @throws IllegalArgumentException as the question throws it
   */
  public <F extends Serializable, T extends Serializable, E extends Exception> List<T> ask(
      List<F> files, Question<F, T, E> question) throws E {
    if (spark == null || files.size() <= few) {
      List<T> answers = new ArrayList<>();
      for (F file : files) {
        answers.add(question.answer(file, own));
      }
      return answers;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop = broadcast(spark, own);
    int tasks = Math.min(files.size(), context.defaultParallelism() * TASKS_A_CORE);
    List<byte[]> parts = new ArrayList<>();
    for (long i = 0; i < tasks; i++) {
      int from = (int) (files.size() * i / tasks);
      int to = (int) (files.size() * (i + 1) / tasks);
      parts.add(packed(new ArrayList<>(files.subList(from, to))));
    }
    try {
      List<T> answers = new ArrayList<>();
      context
          .parallelize(parts, tasks)
          .map(part -> answers(part, question, hadoop.value().value()))
          .collect()
          .forEach(part -> answers.addAll(EachFile.<ArrayList<T>>unpacked(part)));
      return answers;
    } catch (Exception e) { // SparkException is checked in Scala alone
      if (e.getCause() instanceof IllegalArgumentException told) {
        throw told;
      }
      throw e;
    } finally {
      hadoop.destroy();
    }
  }

  private static <F extends Serializable, T extends Serializable, E extends Exception>
      byte[] answers(byte[] files, Question<F, T, E> question, Configuration hadoop) throws E {
    ArrayList<T> answers = new ArrayList<>();
    for (F file : EachFile.<ArrayList<F>>unpacked(files)) {
      answers.add(question.answer(file, hadoop));
    }
    return packed(answers);
  }

  /**
   * As lists travel, whatever serializer Spark is set to: neighbours have most of their names in
   * common.
   */
  private static byte[] packed(ArrayList<?> list) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SerializationStream out = java().serializeStream(new DeflaterOutputStream(bytes));
    out.writeObject(list, ClassTag$.MODULE$.Any());
    out.close();
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked") // what packed() wrote
  private static <L extends ArrayList<?>> L unpacked(byte[] bytes) {
    return (L)
        java()
            .deserializeStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))
            .readObject(ClassTag$.MODULE$.Any());
  }

  private static SerializerInstance java() {
    return SparkEnv.get().closureSerializer().newInstance();
  }
}
