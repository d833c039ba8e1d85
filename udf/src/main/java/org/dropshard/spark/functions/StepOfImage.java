package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.Tensor;

/** A step on Spark's image struct. */
public final class StepOfImage extends BoundStep implements ScalarFunction<InternalRow> {
  private static final long serialVersionUID = 1L;

  private static final UTF8String HWC = UTF8String.fromString("HWC");

  StepOfImage(Signature signature) {
    super(signature);
  }

  private InternalRow on(
      InternalRow image, long seed, long id, long stream, UTF8String options, double... own) {
    Tensor x = ImageCells.read(image);
    if (x == null || options == null) {
      return null;
    }
    Prepared step = prepared(HWC, options, own);
    int[] shape = step.shape(x);
    Tensor y = new Tensor(x.dtype(), shape, new byte[x.byteLength()], 0);
    step.apply(x, seed, id, stream, y);
    return ImageCells.with(image, y);
  }

  public InternalRow invoke(InternalRow image, double a, long seed, long id) {
    return on(image, seed, id, 0, Options.NONE, a);
  }

  public InternalRow invoke(InternalRow image, double a, long seed, long id, UTF8String options) {
    return on(image, seed, id, 0, options, a);
  }

  public InternalRow invoke(InternalRow image, double a, long seed, long id, long stream) {
    return on(image, seed, id, stream, Options.NONE, a);
  }

  public InternalRow invoke(
      InternalRow image, double a, long seed, long id, long stream, UTF8String options) {
    return on(image, seed, id, stream, options, a);
  }

  public InternalRow invoke(InternalRow image, double a, double b, long seed, long id) {
    return on(image, seed, id, 0, Options.NONE, a, b);
  }

  public InternalRow invoke(
      InternalRow image, double a, double b, long seed, long id, UTF8String options) {
    return on(image, seed, id, 0, options, a, b);
  }

  public InternalRow invoke(
      InternalRow image, double a, double b, long seed, long id, long stream) {
    return on(image, seed, id, stream, Options.NONE, a, b);
  }

  public InternalRow invoke(
      InternalRow image, double a, double b, long seed, long id, long stream, UTF8String options) {
    return on(image, seed, id, stream, options, a, b);
  }

  public InternalRow invoke(InternalRow image, double a, double b, double c, long seed, long id) {
    return on(image, seed, id, 0, Options.NONE, a, b, c);
  }

  public InternalRow invoke(
      InternalRow image, double a, double b, double c, long seed, long id, UTF8String options) {
    return on(image, seed, id, 0, options, a, b, c);
  }

  public InternalRow invoke(
      InternalRow image, double a, double b, double c, long seed, long id, long stream) {
    return on(image, seed, id, stream, Options.NONE, a, b, c);
  }

  public InternalRow invoke(
      InternalRow image,
      double a,
      double b,
      double c,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return on(image, seed, id, stream, options, a, b, c);
  }

  public InternalRow invoke(InternalRow image, long seed, long id) {
    return on(image, seed, id, 0, Options.NONE);
  }

  public InternalRow invoke(InternalRow image, ArrayData p, long seed, long id) {
    return p == null ? null : on(image, seed, id, 0, Options.NONE, p.toDoubleArray());
  }

  public InternalRow invoke(InternalRow image, long seed, long id, UTF8String options) {
    return on(image, seed, id, 0, options);
  }

  public InternalRow invoke(
      InternalRow image, ArrayData p, long seed, long id, UTF8String options) {
    return p == null ? null : on(image, seed, id, 0, options, p.toDoubleArray());
  }

  public InternalRow invoke(InternalRow image, long seed, long id, long stream) {
    return on(image, seed, id, stream, Options.NONE);
  }

  public InternalRow invoke(InternalRow image, ArrayData p, long seed, long id, long stream) {
    return p == null ? null : on(image, seed, id, stream, Options.NONE, p.toDoubleArray());
  }

  public InternalRow invoke(
      InternalRow image, long seed, long id, long stream, UTF8String options) {
    return on(image, seed, id, stream, options);
  }

  public InternalRow invoke(
      InternalRow image, ArrayData p, long seed, long id, long stream, UTF8String options) {
    return p == null ? null : on(image, seed, id, stream, options, p.toDoubleArray());
  }
}
