package org.dropshard.job.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;

/** The share of a run that is done, as Spark's own events tell it. */
class TaskProgressTest {
  private final SparkContext context = JobRun.spark().sparkContext();
  private final List<Double> shares = new ArrayList<>();

  /** A job of tasks that take some time, watched meanwhile. */
  private void job(TaskProgress advance, int tasks) throws Exception {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (true) {
                  advance.share().ifPresent(shares::add);
                  Thread.sleep(1);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the job has ended
              }
            });
    watch.start();
    JavaSparkContext.fromSparkContext(context)
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .foreach(i -> Thread.sleep(20));
    context.listenerBus().waitUntilEmpty();
    watch.interrupt();
    watch.join();
  }

  @Test
  void itNeverFallsAndEndsWhereThePhaseEnds() throws Exception {
    try (TaskProgress advance = new TaskProgress(context)) {
      job(advance, 2);
      assertNull(advance.phase(), "a job of no phase looks at the input");
      assertEquals(OptionalDouble.empty(), advance.share());
      for (int phase = 1; phase <= 2; phase++) {
        try (Phase.Scope scope = Phase.begin(context, phase, 2)) {
          job(advance, 5);
          job(advance, 9); // which nobody knew of before
        }
        assertEquals(phase / 2.0, advance.share().getAsDouble());
        assertEquals(14, advance.tasks());
        assertEquals(14, advance.done());
      }
    }
    double before = 0;
    for (double share : shares) {
      assertTrue(share >= before && share <= 1, share + " after " + before);
      before = share;
    }
    assertTrue(shares.stream().distinct().count() > 10, "it moves");
  }

  @Test
  void batchesOfUnknownNumberHaveNoShare() throws Exception {
    try (TaskProgress advance = new TaskProgress(context);
        Phase.Scope scope = Phase.begin(context, 3, 0)) {
      job(advance, 2);
      assertEquals(new Phase(3, 0), advance.phase());
      assertEquals(OptionalDouble.empty(), advance.share());
      assertEquals(2, advance.done());
    }
  }
}
