package org.dropshard.format;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

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

  /** What a file is asked. */
  public interface Question<T extends Serializable, E extends Exception> extends Serializable {
    T answer(String file, Configuration hadoop) throws E;
  }

  /**
   * The answers, in the order of the files.
   *
   * @param files their paths, or whatever else of them the question takes
   * @throws E if one of few files has none; of many, Spark tells in its own way
   * @throws IllegalArgumentException as the question throws it
   */
  public <T extends Serializable, E extends Exception> List<T> ask(
      List<String> files, Question<T, E> question) throws E {
    if (spark == null || files.size() <= few) {
      List<T> answers = new ArrayList<>();
      for (String file : files) {
        answers.add(question.answer(file, own));
      }
      return answers;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop = broadcast(spark, own);
    int tasks = Math.min(files.size(), context.defaultParallelism() * TASKS_A_CORE);
    try {
      return context
          .parallelize(files, tasks)
          .map(file -> question.answer(file, hadoop.value().value()))
          .collect();
    } catch (Exception e) { // SparkException is checked in Scala alone
      if (e.getCause() instanceof IllegalArgumentException told) {
        throw told;
      }
      throw e;
    } finally {
      hadoop.destroy();
    }
  }
}
