package org.dropshard.dropout;

import java.util.Arrays;

/**
 * Walks a tensor's elements in row-major order and names the unit of each: the general way from a
 * noise shape to elements, for shapes that no quicker path serves.
 *
 * <p>Axes of length 1 are left out and neighbours that both share, or both do not, are one axis, so
 * that what remains alternates: spatial dropout in CHW is (units, shared), in HWC (shared, units).
 */
final class UnitCursor {
  /** Up to this length a run is written more quickly than a library call is made. */
  private static final int SHORT_RUN = 16;

  private final int[] length;
  private final int[] stride; // in units; 0 where the axis shares
  private final int[] index;
  private final int axes;
  private int unit;

  UnitCursor(NoiseShape noise) {
    int rank = noise.shape().length;
    int[] length = new int[rank + 1];
    boolean[] shares = new boolean[rank + 1];
    int axes = 0;
    for (int axis = 0; axis < rank; axis++) {
      int n = noise.shape()[axis];
      if (n == 1) {
        continue;
      }
      boolean share = noise.noise()[axis] == 1;
      if (axes > 0 && shares[axes - 1] == share) {
        length[axes - 1] *= n;
      } else {
        length[axes] = n;
        shares[axes++] = share;
      }
    }
    if (axes == 0) { // a single element
      length[axes] = 1;
      shares[axes++] = true;
    }
    this.length = length;
    this.axes = axes;
    this.index = new int[axes];
    this.stride = new int[axes];
    int units = 1;
    for (int axis = axes - 1; axis >= 0; axis--) {
      stride[axis] = shares[axis] ? 0 : units;
      units *= shares[axis] ? 1 : length[axis];
    }
  }

  /** Whether each element is its own unit. */
  boolean isElementwise() {
    return axes == 1 && stride[0] == 1;
  }

  /** How many neighbouring elements share a unit, unit after unit; 1 if neighbours do not. */
  int run() {
    return stride[axes - 1] == 0 ? length[axes - 1] : 1;
  }

  /** Whether units come one run each, in order, once: (units, shared), or one unit for all. */
  boolean isRuns() {
    return stride[axes - 1] == 0 && axes <= 2;
  }

  /** Whether all units repeat, element by element, again and again: (shared, units). */
  boolean isTiles() {
    return axes == 2 && stride[1] == 1;
  }

  /** Writes the decisions of the next {@code n} elements. */
  void next(int[] units, int[] keep, int n) {
    int last = axes - 1;
    int done = 0;
    while (done < n) {
      if (index[last] == 0 && n - done >= SHORT_RUN && run() <= SHORT_RUN && hasRuns()) {
        int count = Math.min((n - done) / run(), length[last - 1] - index[last - 1]);
        repeat(units, unit, count, run(), keep, done);
        done += count * run();
        advance(last - 1, count);
        continue;
      }
      int step = Math.min(n - done, length[last] - index[last]);
      if (stride[last] == 0) {
        Arrays.fill(keep, done, done + step, units[unit]);
      } else {
        System.arraycopy(units, unit, keep, done, step);
      }
      done += step;
      advance(last, step);
    }
  }

  /** Whether units follow each other, each with a run of its own. */
  private boolean hasRuns() {
    return axes > 1 && stride[axes - 1] == 0;
  }

  /** Place by place in the runs, since a loop over one short run costs more than its stores. */
  private static void repeat(int[] units, int from, int count, int run, int[] keep, int at) {
    for (int place = 0; place < run; place++) {
      for (int i = 0; i < count; i++) {
        keep[at + place + i * run] = units[from + i];
      }
    }
  }

  private void advance(int axis, int step) {
    index[axis] += step;
    unit += step * stride[axis];
    if (index[axis] == length[axis]) {
      index[axis] = 0;
      unit -= length[axis] * stride[axis];
      if (axis > 0) {
        advance(axis - 1, 1);
      }
    }
  }
}
