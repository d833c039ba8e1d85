package org.dropshard.job.preview;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The first few samples that this JVM has seen of a run, whichever task saw them. What ranks behind
 * them need not be drawn: so many samples of the same run rank before it, wherever they end up. So
 * tasks without number send few pictures.
 */
final class Candidates {
  private static final int RUNS = 8;

  private static final Map<String, Candidates> OF_RUNS =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Candidates> eldest) {
          return size() > RUNS; // a run without its entry draws more than it must, and no more
        }
      };

  private final TreeSet<Rank> first = new TreeSet<>();
  private volatile long worst = -1; // the hash of the last of them, unsigned; all pass until full

  static Candidates of(String run) {
    synchronized (OF_RUNS) {
      return OF_RUNS.computeIfAbsent(run, name -> new Candidates());
    }
  }

  /** Whether a sample of this hash may be among the first; quick, for every sample. */
  boolean mayTake(long hash) {
    return Long.compareUnsigned(hash, worst) <= 0;
  }

  /** Adds a sample, which may be here already; false if it is not among the first. */
  synchronized boolean take(Rank rank) {
    first.add(rank);
    if (first.size() > Preview.SAMPLES) {
      first.pollLast();
    }
    if (first.size() == Preview.SAMPLES) {
      worst = first.last().hash();
    }
    return first.contains(rank);
  }

  synchronized boolean holds(Rank rank) {
    return first.contains(rank);
  }
}
