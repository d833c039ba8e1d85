package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dropshard.dropout.Kind;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Applies the steps in order. */
final class ForwardRunner extends StepRunner {
  private final int[][] shapes; // before each step, and after the last
  private final byte[][] between; // results of all steps but the last
  private final boolean fills; // whether what is dropped may look as if it had no data
  private Tensor x;

  ForwardRunner(Recipe recipe) {
    super(recipe, recipe.pipeline().counted());
    shapes = new int[kernels.length + 1][];
    between = new byte[kernels.length][];
    fills = recipe.nodata() != null && pipeline.fills(recipe.nodata());
  }

  @Override
  public void start(Sample next) {
    sample = next;
    DType written = recipe.dtype() == null ? next.tensor().dtype() : recipe.dtype();
    x = Values.convert(next.tensor(), written);
    shapes[0] = x.shape();
    pipeline.checkAxes(x.shape());
    for (int i = 0; i < kernels.length; i++) {
      shapes[i + 1] = pipeline.step(i).shape(shapes[i], recipe.layout());
      if (i + 1 < kernels.length) {
        int bytes = Math.toIntExact(Tensor.elements(shapes[i + 1]) * written.bytes());
        if (between[i] == null || between[i].length != bytes) {
          between[i] = new byte[bytes];
        }
      }
    }
    result(
        written, shapes[kernels.length], counted < 0 ? 0 : kernels[counted].units(shapes[counted]));
    copy(recipe.firstCopy(next));
  }

  @Override
  public void copy(int copy) {
    level(copy);
    Tensor from = x;
    dropped(0);
    for (int i = 0; i < kernels.length; i++) {
      boolean last = i + 1 == kernels.length;
      byte[] to = last ? cell() : between[i];
      int offset = last ? headerLength() : 0;
      if (applies(i, copy)) {
        long dropped =
            kernels[i].forward(
                from,
                pipeline.steps().get(i).draw(recipe.seed(), sample.maskId(), copy),
                to,
                offset);
        if (i == counted) {
          dropped(dropped);
        }
      } else {
        System.arraycopy(from.data(), from.offset(), to, offset, from.byteLength());
      }
      from = new Tensor(x.dtype(), shapes[i + 1], to, offset);
      if (i == counted) {
        leaveOutEmpty(fills ? input(i) : from, copy);
      }
    }
  }

  @Override
  public Tensor input(int step) {
    return step == 0 ? x : new Tensor(x.dtype(), shapes[step], between[step - 1], 0);
  }

  @Override
  public byte[] kept(int copy) {
    return kept(copy, kernels.length - 1, -1);
  }

  /** Of a single dropout of channels, those of its mask. */
  private int[] droppedChannels(int copy) {
    int channels = recipe.layout().channels(x.shape());
    int[] shape = new int[x.shape().length];
    Arrays.fill(shape, 1);
    shape[recipe.layout().channelAxis(shape.length)] = channels;
    byte[] ones = new byte[8 * channels];
    byte[] dx = new byte[8 * channels];
    double[] values = new double[channels];
    Arrays.fill(values, 1);
    Doubles.write(values, DType.FLOAT64, ones, 0);
    kernels[0].backward(
        null,
        new Tensor(DType.FLOAT64, shape, ones, 0),
        pipeline.steps().get(0).draw(recipe.seed(), sample.maskId(), copy),
        dx,
        0);
    double[] kept = Doubles.of(new Tensor(DType.FLOAT64, shape, dx, 0));
    return IntStream.range(0, channels).filter(channel -> kept[channel] == 0).toArray();
  }

  /** Known of a dropout of channels that leaves the others as they are. */
  @Override
  public int[] onlyDropped(int copy) {
    if (kernels.length > 1
        || counted < 0
        || recipe.nodata() != null
        || !pipeline.step(0, copy).fillsAlike()
        || x.shape().length == 0
        || !pipeline.step(0).type().unit().equals(Optional.of(Kind.SPATIAL))
        || !pipeline.step(0).keepsSurvivors(x.dtype())
        || x.dtype() != sample.tensor().dtype()) {
      return null;
    }
    return applies(0, copy) ? droppedChannels(copy) : new int[0];
  }
}
