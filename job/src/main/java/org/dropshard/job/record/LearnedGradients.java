package org.dropshard.job.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.job.error.JobException;
import org.dropshard.stats.sums.ExactSum;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * The gradients of the parameters of steps, summed over samples without rounding: equal to the last
 * bit in whatever order samples come. Names are {@code 0.weight}: the step's place, from 0, and the
 * parameter.
 */
public final class LearnedGradients {
  /** The exact sums, which later runs add to. */
  public static final BinaryPart<LearnedGradients> PART =
      new BinaryPart<>(
          Account.FOLDER + "/parameters.bin", LearnedGradients::read, LearnedGradients::read);

  /** The arrays, float64, for whoever has NumPy. */
  public static final String ARCHIVE = Account.FOLDER + "/parameters.npz";

  /** Of a step that takes samples of several shapes, each shape's. */
  private final TreeMap<String, TreeMap<String, Sum>> sums = new TreeMap<>();

  private record Sum(int[] shape, ExactSum[] values) {
    static Sum zero(int[] shape) {
      ExactSum[] values = new ExactSum[(int) Tensor.elements(shape)];
      Arrays.setAll(values, i -> new ExactSum());
      return new Sum(shape, values);
    }

    byte[] npy() {
      double[] rounded = Stream.of(values).mapToDouble(ExactSum::doubleValue).toArray();
      byte[] data = new byte[8 * rounded.length];
      Doubles.write(rounded, DType.FLOAT64, data, 0);
      return Npy.write(new Tensor(DType.FLOAT64, shape, data, 0));
    }
  }

  /** Adds what a sample adds to a parameter. */
  public void add(String name, int[] shape, double[] values) {
    ExactSum[] to = sum(name, shape).values;
    for (int i = 0; i < values.length; i++) {
      to[i].add(values[i]);
    }
  }

  /** Adds other sums. */
  public void merge(LearnedGradients other) {
    other.sums.forEach(
        (name, shapes) ->
            shapes
                .values()
                .forEach(
                    sum -> {
                      ExactSum[] to = sum(name, sum.shape).values;
                      for (int i = 0; i < to.length; i++) {
                        to[i].add(sum.values[i]);
                      }
                    }));
  }

  private Sum sum(String name, int[] shape) {
    return sums.computeIfAbsent(name, n -> new TreeMap<>())
        .computeIfAbsent(Arrays.toString(shape), text -> Sum.zero(shape));
  }

  /** The shape of each array, by name. */
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    sums.forEach(
        (name, sum) -> shapes.put(name, Arrays.stream(only(name, sum).shape).boxed().toList()));
    return shapes;
  }

  /**
   * The sums as npy, by name, each rounded once.
   *
   * @throws JobException if a parameter has other shapes for other samples
   */
  public Map<String, byte[]> arrays() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    sums.forEach((name, sum) -> arrays.put(name, only(name, sum).npy()));
    return arrays;
  }

  private static Sum only(String name, TreeMap<String, Sum> shapes) {
    if (shapes.size() > 1) {
      throw JobException.input(
          "Cannot sum gradients of parameters: "
              + name
              + " is "
              + String.join(" and ", shapes.keySet())
              + ", of samples with different channels");
    }
    return shapes.firstEntry().getValue();
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(sums.size());
    for (Map.Entry<String, TreeMap<String, Sum>> entry : sums.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().size());
      for (Sum sum : entry.getValue().values()) {
        out.writeInt(sum.shape.length);
        for (int n : sum.shape) {
          out.writeInt(n);
        }
        for (ExactSum value : sum.values) {
          value.write(out);
        }
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static LearnedGradients read(DataInput in) throws IOException {
    LearnedGradients gradients = new LearnedGradients();
    for (int names = in.readInt(); names > 0; names--) {
      String name = in.readUTF();
      for (int shapes = in.readInt(); shapes > 0; shapes--) {
        int[] shape = new int[in.readInt()];
        for (int i = 0; i < shape.length; i++) {
          shape[i] = in.readInt();
        }
        for (ExactSum value : gradients.sum(name, shape).values) {
          value.read(in);
        }
      }
    }
    return gradients;
  }
}
