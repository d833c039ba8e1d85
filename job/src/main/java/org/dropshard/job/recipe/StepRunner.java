package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.List;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.NodataKernel;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** Follows a recipe, one sample at a time. Not thread-safe: holds one thread's kernels. */
public abstract class StepRunner {
  protected final Recipe recipe;
  protected final Pipeline pipeline;
  protected Kernel[] kernels; // of the copy
  private final Kernel[][] levels; // of each copy that differs
  private int copy;
  protected Sample sample;
  private final StepChoice choice = new StepChoice();
  private byte[] header;
  private byte[] cell;
  private int[] shape;
  private DType dtype;
  private long units;
  private long dropped;
  private boolean[] empty; // the units without data; null: there are none
  private long emptyUnits;
  private long emptyDropped;

  protected final int counted; // the step whose units are counted; −1: none
  private int[] keep = new int[0];

  protected StepRunner(Recipe recipe, int counted) {
    this.counted = counted;
    this.recipe = recipe;
    this.pipeline = recipe.pipeline();
    this.levels = new Kernel[pipeline.levels()][];
    level(0);
  }

  /** Takes the kernels of a copy. */
  protected final void level(int copy) {
    this.copy = copy;
    int level = levels.length == 1 ? 0 : copy;
    if (levels[level] == null) {
      levels[level] = new Kernel[pipeline.steps().size()];
      Arrays.setAll(levels[level], i -> recipe.kernel(i, copy));
    }
    kernels = levels[level];
  }

  /**
   * Takes a sample and makes its first copy.
   *
   * @throws IllegalArgumentException if the sample's type or shape does not suit the recipe
   */
  public abstract void start(Sample next);

  /** Makes a copy, in place of the last. */
  public abstract void copy(int copy);

  /** Makes room for a result. */
  protected final void result(DType dtype, int[] shape, long units) {
    this.units = units;
    if (cell != null && dtype == this.dtype && Arrays.equals(shape, this.shape)) {
      return; // its header stands there, and its values will be overwritten
    }
    this.dtype = dtype;
    this.shape = shape;
    header = Npy.header(dtype, shape);
    long bytes = Tensor.elements(shape) * dtype.bytes() + header.length;
    cell = new byte[Math.toIntExact(bytes)];
    System.arraycopy(header, 0, cell, 0, header.length);
  }

  protected final void dropped(long dropped) {
    this.dropped = dropped;
  }

  /**
   * Leaves units without any data out of what is counted.
   *
   * @param x what the counted step was given or gave, by which they are known
   */
  protected final void leaveOutEmpty(Tensor x, int copy) {
    empty = kernels[counted] instanceof NodataKernel kernel ? kernel.empty(x) : null;
    emptyUnits = 0;
    emptyDropped = 0;
    if (empty == null) {
      return;
    }
    int[] decided = decisions(copy);
    for (int u = 0; u < empty.length; u++) {
      emptyUnits += empty[u] ? 1 : 0;
      emptyDropped += empty[u] && decided[u] == 0 ? 1 : 0;
    }
  }

  /** The units of the last copy that have no data and so are not counted; null: there are none. */
  public final boolean[] empty() {
    return empty;
  }

  /** Whether a step is applied to a copy of the sample. */
  protected final boolean applies(int step, int copy) {
    return choice.applies(pipeline.steps().get(step), recipe.seed(), sample.maskId(), copy);
  }

  /** The copy as npy bytes; overwritten by the next. */
  public final byte[] cell() {
    return cell;
  }

  /** The copy as a tensor: a view of {@link #cell}. */
  public final Tensor tensor() {
    return new Tensor(dtype, shape, cell, header.length);
  }

  public final int headerLength() {
    return header.length;
  }

  /** Adds the gradients of the steps' parameters, where they are asked for. */
  public void addLearned(LearnedGradients sums) {
    // going forward there are none
  }

  /** The units of the step that is counted: the last one to drop. */
  public final long units() {
    return units - emptyUnits;
  }

  /** How many of those units were dropped. */
  public final long dropped() {
    return dropped - emptyDropped;
  }

  /** What went into a step; without its values where a way back does not need them. */
  public abstract Tensor input(int step);

  /** The names of those units, where they have any. */
  public final List<String> unitNames() {
    return counted < 0 ? List.of() : kernels[counted].unitNames(input(counted).shape());
  }

  /**
   * Decides once more on the units of the last copy.
   *
   * @return −1 (kept) or 0 (dropped) for each; overwritten by the next
   */
  public final int[] decisions(int copy) {
    if (keep.length != units) {
      keep = new int[Math.toIntExact(units)];
    }
    if (applies(counted, copy)) {
      Draw draw = pipeline.steps().get(counted).draw(recipe.seed(), sample.maskId(), copy);
      kernels[counted].mask(input(counted), draw, keep);
    } else {
      Arrays.fill(keep, -1);
    }
    return keep;
  }

  /** What survivors of a single dropout were multiplied by; 1 of all else. */
  public final double scale() {
    return kernels.length == 1 ? pipeline.step(0, copy).scale(dtype) : 1;
  }

  /**
   * Which elements of a copy were dropped: 0 for those, else 1. Null if none ever is, or if what a
   * later step made of them hides it.
   */
  public abstract byte[] kept(int copy);

  /**
   * By the steps {@code first}, {@code first + step} …, as far as they drop and do nothing else.
   */
  protected final byte[] kept(int copy, int first, int step) {
    byte[] kept = null;
    for (int i = first; i >= 0 && i < kernels.length && kernels[i].drops(); i += step) {
      if (kept == null) {
        kept = new byte[(int) Tensor.elements(shape)];
        Arrays.fill(kept, (byte) 1);
      }
      if (applies(i, copy)) {
        byte[] again = new byte[kept.length];
        Draw draw = pipeline.steps().get(i).draw(recipe.seed(), sample.maskId(), copy);
        kernels[i].dropGradientAgain(
            input(i), new Tensor(DType.UINT8, shape, kept, 0), draw, again, 0);
        kept = again;
      }
    }
    return kept;
  }

  /**
   * The channels that a copy differs in from its sample, all of which have one value each,
   * ascending; null if it may differ in others.
   */
  public int[] onlyDropped(int copy) {
    return null;
  }
}
