package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.Tensor;

/** A step on npy cells. */
public final class StepOfNpy extends BoundStep implements ScalarFunction<byte[]> {
  private static final long serialVersionUID = 1L;

  StepOfNpy(Signature signature) {
    super(signature);
  }

  private byte[] on(
      byte[] npy, long seed, long id, long stream, UTF8String options, double... own) {
    if (npy == null || options == null) {
      return null;
    }
    Prepared step = prepared(null, options, own);
    Tensor x = NpyCells.read(npy);
    Tensor y = NpyCells.blank(npy, x, step.shape(x));
    step.apply(x, seed, id, stream, y);
    return y.data();
  }

  public byte[] invoke(byte[] npy, double a, long seed, long id) {
    return on(npy, seed, id, 0, Options.NONE, a);
  }

  public byte[] invoke(byte[] npy, double a, long seed, long id, UTF8String options) {
    return on(npy, seed, id, 0, options, a);
  }

  public byte[] invoke(byte[] npy, double a, long seed, long id, long stream) {
    return on(npy, seed, id, stream, Options.NONE, a);
  }

  public byte[] invoke(byte[] npy, double a, long seed, long id, long stream, UTF8String options) {
    return on(npy, seed, id, stream, options, a);
  }

  public byte[] invoke(byte[] npy, double a, double b, long seed, long id, UTF8String options) {
    return on(npy, seed, id, 0, options, a, b);
  }

  public byte[] invoke(
      byte[] npy, double a, double b, long seed, long id, long stream, UTF8String options) {
    return on(npy, seed, id, stream, options, a, b);
  }

  public byte[] invoke(
      byte[] npy, double a, double b, double c, long seed, long id, UTF8String options) {
    return on(npy, seed, id, 0, options, a, b, c);
  }

  public byte[] invoke(
      byte[] npy,
      double a,
      double b,
      double c,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return on(npy, seed, id, stream, options, a, b, c);
  }

  public byte[] invoke(byte[] npy, ArrayData many, double a, long seed, long id) {
    return invoke(npy, many, a, seed, id, 0, Options.NONE);
  }

  public byte[] invoke(
      byte[] npy, ArrayData many, double a, long seed, long id, UTF8String options) {
    return invoke(npy, many, a, seed, id, 0, options);
  }

  public byte[] invoke(byte[] npy, ArrayData many, double a, long seed, long id, long stream) {
    return invoke(npy, many, a, seed, id, stream, Options.NONE);
  }

  public byte[] invoke(
      byte[] npy, ArrayData many, double a, long seed, long id, long stream, UTF8String options) {
    if (many == null) {
      return null;
    }
    double[] own = new double[many.numElements() + 1];
    own[0] = a;
    for (int i = 0; i < many.numElements(); i++) {
      own[i + 1] = many.isNullAt(i) ? -1 : many.getInt(i); // as TensorFlow has None
    }
    return on(npy, seed, id, stream, options, own);
  }

  public byte[] invoke(byte[] npy, ArrayData p, long seed, long id, UTF8String options) {
    return invoke(npy, p, seed, id, 0, options);
  }

  public byte[] invoke(
      byte[] npy, ArrayData p, long seed, long id, long stream, UTF8String options) {
    return p == null ? null : on(npy, seed, id, stream, options, p.toDoubleArray());
  }

  public byte[] invoke(byte[] npy, long seed, long id, UTF8String options) {
    return on(npy, seed, id, 0, options);
  }

  public byte[] invoke(byte[] npy, long seed, long id, long stream, UTF8String options) {
    return on(npy, seed, id, stream, options);
  }

  public byte[] invoke(byte[] npy, UTF8String options) {
    return on(npy, 0, 0, 0, options);
  }

  public byte[] invoke(byte[] npy, double a, UTF8String options) {
    return on(npy, 0, 0, 0, options, a);
  }

  public byte[] invoke(byte[] npy, byte[] gradient, UTF8String options) {
    return backward(npy, gradient, options);
  }

  public byte[] invoke(byte[] npy, byte[] gradient, double a, UTF8String options) {
    return backward(npy, gradient, options, a);
  }

  private byte[] backward(byte[] npy, byte[] gradient, UTF8String options, double... own) {
    if (npy == null || gradient == null || options == null) {
      return null;
    }
    Prepared step = prepared(null, options, own);
    Tensor dy = NpyCells.read(gradient);
    Tensor dx = NpyCells.blank(gradient, dy, step.shape(dy));
    step.backward(NpyCells.read(npy), dy, dx);
    return dx.data();
  }
}
