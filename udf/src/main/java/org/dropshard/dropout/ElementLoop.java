package org.dropshard.dropout;

/**
 * One of the loops that go over neighbouring elements in turn.
 *
 * <p>All are called from one place, {@link #runAll}, so that the JIT inlines none of them there:
 * inlined side by side, it may leave loops scalar (JDK 17) and take five times as long.
 */
interface ElementLoop {
  /** On {@code n} elements from {@code from} on. */
  void run(int from, int n);

  /** Runs the loops on pieces of {@code step} elements, up to {@code length}. */
  static void runAll(int length, int step, ElementLoop... loops) {
    for (int from = 0, n; from < length; from += n) {
      n = Math.min(step, length - from);
      for (ElementLoop loop : loops) {
        loop.run(from, n);
      }
    }
  }
}
