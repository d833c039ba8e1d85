package org.dropshard.bench;

import java.nio.ByteBuffer;
import org.dropshard.tensor.Values;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What any dropout is measured by, beside a copy: a multiplication, and the loop of a first try.
 */
public class Baselines {
  /** Floats in arrays of their own. */
  @State(Scope.Thread)
  public static class Floats {
    float[] floats;
    float[] scaled;

    @Setup
    public void allocate(Sample sample) {
      floats = new float[sample.length];
      scaled = new float[sample.length];
    }
  }

  /** Floats from array to array, whatever the sample's type: a bound from the arithmetic. */
  @Benchmark
  public float[] multiplyFloats(Copy copy, Floats arrays) {
    float[] floats = arrays.floats;
    float[] scaled = arrays.scaled;
    for (int i = 0; i < floats.length; i++) {
      scaled[i] = floats[i] * 2;
    }
    return scaled;
  }

  /**
   * One element after the other, a hash of its index for a random number, and a branch; in small
   * tensors the processor learns the branches by heart, so look at large ones.
   */
  @Benchmark
  public byte[] naive(Copy copy, Sample sample) {
    ByteBuffer x = Values.view(sample.x, 0, sample.x.length);
    ByteBuffer y = Values.view(sample.y, Sample.AT, sample.x.length);
    int bytes = sample.type.bytes();
    for (int i = 0; i < sample.length; i++) {
      long hash = i * 0x9e3779b97f4a7c15L;
      hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
      hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
      double value = hash < 0 ? 0 : Values.ofBits(sample.type, Values.bits(x, bytes, i)) * 2;
      Values.putBits(y, bytes, i, Values.toBits(sample.type, value));
    }
    return sample.y;
  }
}
