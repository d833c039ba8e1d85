package org.dropshard.job.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Takes a gradient through the steps in reverse, by the draws that its forward copy had. Where a
 * step needs what went in, that is made again from what went forward.
 */
final class BackwardRunner extends StepRunner {
  private final Tensor[] inputs; // of each step; values where what went forward is there
  private final List<Map<String, double[]>> learned; // of each step
  private Tensor dy;

  BackwardRunner(Recipe recipe) {
    super(recipe, recipe.pipeline().countedBackward());
    inputs = new Tensor[kernels.length];
    learned = new ArrayList<>(Collections.nCopies(kernels.length, Map.of()));
  }

  @Override
  public void start(Sample next) {
    sample = next;
    checkCopy(next);
    DType written = recipe.dtype() == null ? next.tensor().dtype() : recipe.dtype();
    dy = Values.convert(next.tensor(), written);
    copy(recipe.firstCopy(next));
  }

  @Override
  public void copy(int copy) {
    level(copy);
    int[] shape = pipeline.needsInput() ? forward(copy) : shapes();
    if (!Arrays.equals(shape, dy.shape())) {
      throw Invalid.argument("gradient", dy, "the output was " + Arrays.toString(shape));
    }
    int[] first = kernels.length == 0 ? dy.shape() : inputs[0].shape();
    result(dy.dtype(), first, counted < 0 ? 0 : kernels[counted].units(inputs[counted].shape()));
    dropped(0);
    Tensor gradient = dy;
    for (int i = kernels.length - 1; i >= 0; i--) {
      int bytes = inputs[i].length() * dy.dtype().bytes();
      byte[] to = i == 0 ? cell() : new byte[bytes];
      int offset = i == 0 ? headerLength() : 0;
      learned.set(i, room(i));
      if (applies(i, copy)) {
        Draw draw = draw(i, copy);
        long dropped = kernels[i].backward(inputs[i], gradient, draw, to, offset, learned.get(i));
        if (i == counted) {
          dropped(dropped);
        }
      } else {
        System.arraycopy(gradient.data(), gradient.offset(), to, offset, bytes);
      }
      gradient = new Tensor(dy.dtype(), inputs[i].shape(), to, offset);
    }
  }

  private Map<String, double[]> room(int step) {
    Map<String, double[]> room = new HashMap<>();
    if (recipe.direction().learns()) {
      shapes(step)
          .forEach((name, shape) -> room.put(name, new double[(int) Tensor.elements(shape)]));
    }
    return room;
  }

  /** The shapes of a step's parameters. */
  private Map<String, int[]> shapes(int step) {
    return pipeline.step(step).learned(inputs[step].shape(), recipe.layout());
  }

  @Override
  public void addLearned(LearnedGradients sums) {
    for (int i = 0; i < learned.size(); i++) {
      Map<String, int[]> shapes = shapes(i);
      String place = i + ".";
      learned.get(i).forEach((name, values) -> sums.add(place + name, shapes.get(name), values));
    }
  }

  @Override
  public Tensor input(int step) {
    return inputs[step];
  }

  @Override
  public byte[] kept(int copy) {
    return kept(copy, 0, 1);
  }

  private void checkCopy(Sample next) {
    int ordinal = recipe.direction().copyOrdinal();
    if (ordinal < 0) {
      return;
    }
    int copy = recipe.firstCopy(next);
    if (next.source().isNullAt(ordinal) || copy < 0 || copy >= recipe.copies()) {
      throw Invalid.argument(
          "copy",
          (next.source().isNullAt(ordinal) ? "null" : copy),
          "the run made " + recipe.copies() + ", from 0");
    }
  }

  private Draw draw(int step, int copy) {
    PipelineStep described = pipeline.steps().get(step);
    return described.draw(recipe.seed(), sample.maskId(), copy);
  }

  /** Finds the shape of each step's input from the gradient's; the values are nowhere needed. */
  private int[] shapes() {
    int[] shape = dy.shape();
    for (int i = kernels.length - 1; i >= 0; i--) {
      Step step = pipeline.step(i);
      if (step.inverse().isPresent()) {
        shape = step.inverse().get().shape(shape, recipe.layout());
      }
      step.shape(shape, recipe.layout());
      inputs[i] = new Tensor(DType.UINT8, shape, new byte[(int) Tensor.elements(shape)], 0);
    }
    return dy.shape();
  }

  /** Makes each step's input again. */
  private int[] forward(int copy) {
    int ordinal = recipe.direction().forwardOrdinal();
    if (ordinal < 0 || sample.source().isNullAt(ordinal)) {
      throw Invalid.argument(
          "gradient", "nothing of its sample id went forward", "--forward says where it is");
    }
    Tensor x;
    try {
      x = Npy.read(sample.source().getBinary(ordinal));
    } catch (NpyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    for (int i = 0; i < kernels.length; i++) {
      inputs[i] = x;
      int[] shape = pipeline.step(i).shape(x.shape(), recipe.layout());
      byte[] y = new byte[Math.toIntExact(Tensor.elements(shape) * x.dtype().bytes())];
      if (applies(i, copy)) {
        kernels[i].forward(x, draw(i, copy), y, 0);
      } else {
        System.arraycopy(x.data(), x.offset(), y, 0, y.length);
      }
      x = new Tensor(x.dtype(), shape, y, 0);
    }
    return x.shape();
  }
}
