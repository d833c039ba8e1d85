package org.dropshard.job.verify;

import java.util.Arrays;
import java.util.List;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepChoice;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.NodataKernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.Tensor;

/** Finds the mask of one step in results, one at a time. Not thread-safe. */
final class Masks {
  private final Recipe recipe;
  private final Pipeline pipeline;
  private final VerifiableMask verifiable;
  private final boolean column;
  private final StepChoice choice = new StepChoice();
  private final Kernel[] kernels; // of each copy that differs
  private long units;
  private long dropped;
  private List<String> names = List.of();
  private int[] keep;
  private boolean[] empty; // the units without data; null: there are none

  /**
   * @param column whether masks stand in a column
   */
  Masks(Recipe recipe, VerifiableMask verifiable, boolean column) {
    this.column = column;
    this.recipe = recipe;
    this.pipeline = recipe.pipeline();
    this.verifiable = verifiable;
    this.kernels = new Kernel[pipeline.levels()];
    if (verifiable.step() >= 0) {
      Arrays.setAll(kernels, copy -> recipe.kernel(verifiable.step(), copy));
    }
  }

  /**
   * Makes the mask of a result again.
   *
   * @return what is wrong with it, or null
   * @throws IllegalArgumentException if the result has a shape that the steps cannot give
   */
  String check(Tensor y, long id, int copy) {
    units = 0;
    dropped = 0;
    names = List.of();
    empty = null;
    if (verifiable.step() < 0 || !verifiable.counts()) {
      return null;
    }
    if (copy < 0 || copy >= recipe.copies()) {
      return "Invalid copy: " + copy + " (the run made " + recipe.copies() + ", from 0)";
    }
    Kernel kernel = kernels[kernels.length == 1 ? 0 : copy];
    boolean back = recipe.direction().back();
    Tensor seen = y;
    int step = back ? 1 : -1;
    for (int i = back ? 0 : pipeline.steps().size() - 1; i != verifiable.step(); i += step) {
      seen = before(i, seen, back);
    }
    units = kernel.units(seen.shape());
    PipelineStep masked = pipeline.steps().get(verifiable.step());
    names = kernel.unitNames(seen.shape());
    empty = kernel instanceof NodataKernel left && verifiable.units() ? left.empty(seen) : null;
    keep = new int[column || empty != null || !names.isEmpty() ? Math.toIntExact(units) : 0];
    Arrays.fill(keep, -1);
    boolean applies = choice.applies(masked, recipe.seed(), id, copy);
    String difference =
        applies ? difference(y, seen, kernel, masked.draw(recipe.seed(), id, copy)) : null;
    for (int u = 0; empty != null && u < empty.length; u++) {
      units -= empty[u] ? 1 : 0;
      dropped -= empty[u] && keep[u] == 0 ? 1 : 0;
    }
    return difference;
  }

  private String difference(Tensor y, Tensor seen, Kernel kernel, Draw draw) {
    boolean back = recipe.direction().back();
    int step = back ? 1 : -1;
    if (keep.length > 0) {
      kernel.mask(seen, draw, keep);
    }
    byte[] again = new byte[seen.byteLength()];
    dropped =
        back
            ? kernel.dropGradientAgain(null, seen, draw, again, 0)
            : kernel.dropAgain(seen, draw, again, 0);
    int end = seen.offset() + seen.byteLength();
    int difference =
        verifiable.sees()
            ? Arrays.mismatch(seen.data(), seen.offset(), end, again, 0, again.length)
            : -1;
    if (difference < 0) {
      return null;
    }
    return "Invalid mask: element "
        + difference / y.dtype().bytes()
        + " is dropped and is not "
        + (back ? "0" : "the fill")
        + (seen == y ? "" : ", before " + pipeline.step(verifiable.step() - step).name());
  }

  /** The values on the other side of a step, or where they cannot be known, a tensor like them. */
  private Tensor before(int at, Tensor y, boolean back) {
    Step step = back ? pipeline.step(at) : pipeline.step(at).inverse().orElse(null);
    if (step == null) {
      return y; // the shape is the same, and the values are not looked at
    }
    int[] shape = step.shape(y.shape(), recipe.layout());
    byte[] data = new byte[(int) Tensor.elements(shape) * y.dtype().bytes()];
    if (verifiable.sees()) {
      step.kernel(recipe.layout()).forward(y, new Draw(0, 0, 0), data, 0); // it only moves values
    }
    return new Tensor(y.dtype(), shape, data, 0);
  }

  /** The units of the last result. */
  long units() {
    return units;
  }

  /** Their names, where they have any. */
  List<String> names() {
    return names;
  }

  /** −1 (kept) or 0 (dropped) for each, where they have names or a column of their own. */
  int[] keep() {
    return keep;
  }

  /** Those of them that have no data and are not counted; null: none. */
  boolean[] empty() {
    return empty;
  }

  /** How many of them are dropped. */
  long dropped() {
    return dropped;
  }
}
