package org.dropshard.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.norm.Dropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.DropOutInverted;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Dropout of float32 by other libraries with one thread, from memory of theirs to theirs. */
@Fork(
    value = 1,
    jvmArgsAppend = {"-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"})
public class Peers {
  private static final float P = 0.5f;

  /** Dropshard's dropout of the same tensor, just before each iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Ours {
    private static final long LEAST_NANOS = 5_000_000;

    private final TensorDropout kernel = new TensorDropout();
    private long id;
    private double element;
    private double spatial;

    /** Lets the JIT have its way first. */
    @Setup(Level.Trial)
    public void warmUp(Sample sample) {
      long end = System.nanoTime() + 1_500_000_000;
      while (System.nanoTime() < end) {
        measure(sample);
      }
    }

    /** Measures both kinds. */
    @Setup(Level.Iteration)
    public void measure(Sample sample) {
      Tensor x = sample.tensor(Layout.CHW);
      element = time(Kind.ELEMENT, x, sample.y);
      spatial = time(Kind.SPATIAL, x, sample.y);
    }

    private double time(Kind kind, Tensor x, byte[] y) {
      DropProbability p = new DropProbability(P);
      org.dropshard.dropout.Dropout dropout =
          new org.dropshard.dropout.Dropout(kind, Layout.CHW, p, Scale.INVERTED, 0.0);
      long calls = 0;
      long start = System.nanoTime();
      long elapsed;
      do {
        kernel.apply(dropout, 42, id++, 0, x, y, Sample.AT);
        calls++;
        elapsed = System.nanoTime() - start;
      } while (elapsed < LEAST_NANOS);
      return (double) elapsed / calls;
    }

    /** Nanoseconds of element dropout. */
    public double element() {
      return element;
    }

    /** Nanoseconds of spatial dropout. */
    public double spatial() {
      return spatial;
    }
  }

  /** A tensor of PyTorch. */
  @State(Scope.Thread)
  public static class Torch {
    private NDManager manager;
    private NDArray x;

    /** Copies the sample. */
    @Setup
    public void fill(Sample sample) {
      manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
      x = manager.create(Values32.of(sample));
    }

    @TearDown
    public void stop() {
      manager.close();
    }
  }

  /** Tensors of ND4J. */
  @State(Scope.Thread)
  public static class Nd {
    private INDArray x;
    private INDArray y;

    @Setup
    public void fill(Sample sample) {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      x = Nd4j.create(Values32.of(sample)).reshape(Values32.batch(sample));
      y = x.ulike();
    }
  }

  @Benchmark
  public long torchElement(Ours ours, Torch torch) {
    try (NDArray y = Dropout.dropout(torch.x, P, true).singletonOrThrow()) {
      return y.size();
    }
  }

  @Benchmark
  public INDArray nd4jElement(Ours ours, Nd nd) {
    return Nd4j.getExecutioner().exec(new DropOutInverted(nd.x, nd.y, 1 - P));
  }

  @Benchmark
  public INDArray nd4jSpatial(Ours ours, Nd nd) {
    return new SpatialDropout(1 - P)
        .applyDropout(nd.x, nd.y, 0, 0, LayerWorkspaceMgr.noWorkspacesImmutable());
  }
}
