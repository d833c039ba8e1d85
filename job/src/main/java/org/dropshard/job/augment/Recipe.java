package org.dropshard.job.augment;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.read.Sample;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * What is done to each sample, in a form that travels to tasks.
 *
 * @param kind what is dropped as one
 * @param layout where tensors hold their channels
 * @param p the drop probability
 * @param scale null: inverted for floating types, none for integers
 * @param fill one value, or one a channel
 * @param dtype the written type; null: as read
 * @param seed any value
 * @param copies copies of each sample
 */
public record Recipe(
    Kind kind,
    Layout layout,
    double p,
    Scale scale,
    double[] fill,
    DType dtype,
    long seed,
    int copies)
    implements Serializable {

  public static Recipe of(AugmentConfig config, Layout layout) {
    return new Recipe(
        config.kind(),
        layout,
        config.p().value(),
        config.scale().orElse(null),
        config.fill(),
        config.dtype().orElse(null),
        config.seed(),
        config.copies());
  }

  /** Follows the recipe, one sample at a time. Not thread-safe: holds one thread's kernel. */
  public final class Bench {
    private final TensorDropout kernel = new TensorDropout();
    private Sample sample;
    private Tensor x;
    private byte[] header;
    private byte[] cell;
    private Dropout dropout;
    private NoiseShape noise;
    private long dropped;

    /**
     * Takes a sample and makes its first copy.
     *
     * @throws IllegalArgumentException if the sample's type or shape does not suit the recipe
     */
    public void start(Sample next) {
      sample = next;
      DType written = dtype == null ? next.tensor().dtype() : dtype;
      x = Values.convert(next.tensor(), written);
      header = Npy.header(written, x.shape());
      Scale chosen = scale != null ? scale : written.isFloating() ? Scale.INVERTED : Scale.NONE;
      dropout = new Dropout(kind, layout, new DropProbability(p), chosen, fill);
      noise = kind.noiseShape(x.shape(), layout);
      cell = new byte[Math.addExact(header.length, x.byteLength())];
      System.arraycopy(header, 0, cell, 0, header.length);
      copy(0);
    }

    /** Makes a copy, in place of the last. */
    public void copy(int copy) {
      dropped = kernel.apply(dropout, noise, seed, sample.maskId(), copy, x, cell, header.length);
    }

    /** The copy as npy bytes; overwritten by the next. */
    public byte[] cell() {
      return cell;
    }

    /** The copy as a tensor: a view of {@link #cell}. */
    public Tensor tensor() {
      return new Tensor(x.dtype(), x.shape(), cell, header.length);
    }

    public int headerLength() {
      return header.length;
    }

    public long units() {
      return noise.units();
    }

    /** How many units of the copy were dropped. */
    public long dropped() {
      return dropped;
    }

    /** What survivors were multiplied by; 1 where there can be none. */
    public double scale() {
      double factor = dropout.scale().factor(dropout.p());
      return Double.isFinite(factor) ? factor : 1;
    }

    /** Which of the first {@code most} channels of a copy were dropped whole. */
    public int[] droppedChannels(int copy, int most) {
      int channels = layout.channels(x.shape());
      IntPredicate isDropped = this::isConstant;
      if (kind == Kind.SPATIAL) {
        int[] keep = new int[channels];
        kernel.mask(new DropProbability(p), seed, sample.maskId(), copy, keep);
        isDropped = channel -> keep[channel] == 0;
      }
      return IntStream.range(0, Math.min(channels, most)).filter(isDropped).toArray();
    }

    /** Whether dropout left a single value of a channel that had more. */
    private boolean isConstant(int channel) {
      return isConstant(tensor(), channel) && !isConstant(x, channel);
    }

    private boolean isConstant(Tensor tensor, int channel) {
      ByteBuffer data = Values.view(tensor.data(), tensor.offset(), tensor.byteLength());
      int width = tensor.dtype().bytes();
      int channels = layout.channels(tensor.shape());
      int places = tensor.length() / channels;
      int start = layout == Layout.CHW ? channel * places : channel;
      int step = layout == Layout.CHW ? 1 : channels;
      for (int place = 1; place < places; place++) {
        if (Values.bits(data, width, start + place * step) != Values.bits(data, width, start)) {
          return false;
        }
      }
      return places > 0;
    }
  }
}
