package org.dropshard.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What every figure is a ratio to: {@code System.arraycopy} of the same bytes in the same JVM, just
 * before each iteration.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Copy {
  private static final long LEAST_NANOS = 5_000_000;

  private double nanos;

  /** Until the JIT has compiled it; the interpreter copies by other, slower code. */
  @Setup(Level.Trial)
  public void warmUp(Sample sample) {
    for (int i = 0; i < 20_000; i++) {
      copy(sample, Math.min(sample.x.length, 4096));
    }
  }

  /** Measures the copy. */
  @Setup(Level.Iteration)
  public void measure(Sample sample) {
    long calls = 0;
    long start = System.nanoTime();
    long elapsed;
    do {
      for (int i = 0; i < 1 + 1_000_000 / sample.x.length; i++) { // about a megabyte
        copy(sample, sample.x.length);
        calls++;
      }
      elapsed = System.nanoTime() - start;
    } while (elapsed < LEAST_NANOS);
    nanos = (double) elapsed / calls;
  }

  private static void copy(Sample sample, int length) {
    System.arraycopy(sample.x, 0, sample.y, Sample.AT, length);
  }

  /** Nanoseconds of one copy. */
  public double copy() {
    return nanos;
  }
}
