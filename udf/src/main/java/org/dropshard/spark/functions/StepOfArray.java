package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ArrayCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** A step on {@code array<float>} or {@code array<double>}. */
public final class StepOfArray extends BoundStep implements ScalarFunction<ArrayData> {
  private static final long serialVersionUID = 1L;

  private static final UTF8String ANY = UTF8String.fromString("HWC");

  private final DType dtype;

  StepOfArray(Signature signature, DType dtype) {
    super(signature);
    this.dtype = dtype;
  }

  private ArrayData on(
      ArrayData array, long seed, long id, long stream, UTF8String options, double... own) {
    if (array == null || options == null) {
      return null;
    }
    int[] shape = {array.numElements()};
    return on(prepared(ANY, options, own), array, shape, seed, id, stream);
  }

  private ArrayData on(
      ArrayData array,
      long channels,
      UTF8String layout,
      long seed,
      long id,
      long stream,
      UTF8String options,
      double... own) {
    if (array == null || layout == null || options == null) {
      return null;
    }
    Prepared step = prepared(layout, options, own);
    int[] shape = ArrayCells.shape(array.numElements(), channels, step.layout());
    return on(step, array, shape, seed, id, stream);
  }

  private ArrayData on(
      Prepared step, ArrayData array, int[] shape, long seed, long id, long stream) {
    Tensor view = ArrayCells.view(array, dtype, shape);
    Tensor x = view != null ? view : ArrayCells.copy(array, dtype, shape);
    int[] result = step.shape(x);
    Tensor y = view == null && step.inPlace() ? x : ArrayCells.blank(dtype, result);
    step.apply(x, seed, id, stream, y);
    return ArrayCells.of(y);
  }

  public ArrayData invoke(ArrayData array, double a, long seed, long id) {
    return on(array, seed, id, 0, Options.NONE, a);
  }

  public ArrayData invoke(ArrayData array, double a, long seed, long id, UTF8String options) {
    return on(array, seed, id, 0, options, a);
  }

  public ArrayData invoke(ArrayData array, double a, long seed, long id, long stream) {
    return on(array, seed, id, stream, Options.NONE, a);
  }

  public ArrayData invoke(
      ArrayData array, double a, long seed, long id, long stream, UTF8String options) {
    return on(array, seed, id, stream, options, a);
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, double a, long seed, long id) {
    return on(array, channels, layout, seed, id, 0, Options.NONE, a);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      long seed,
      long id,
      UTF8String options) {
    return on(array, channels, layout, seed, id, 0, options, a);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      long seed,
      long id,
      long stream) {
    return on(array, channels, layout, seed, id, stream, Options.NONE, a);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return on(array, channels, layout, seed, id, stream, options, a);
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, double a, double b, long seed, long id) {
    return on(array, channels, layout, seed, id, 0, Options.NONE, a, b);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      double b,
      long seed,
      long id,
      UTF8String options) {
    return on(array, channels, layout, seed, id, 0, options, a, b);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      double b,
      long seed,
      long id,
      long stream) {
    return on(array, channels, layout, seed, id, stream, Options.NONE, a, b);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      double a,
      double b,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return on(array, channels, layout, seed, id, stream, options, a, b);
  }

  public ArrayData invoke(ArrayData array, long channels, UTF8String layout) {
    return on(array, channels, layout, 0, 0, 0, Options.NONE);
  }

  public ArrayData invoke(ArrayData array, long channels, UTF8String layout, UTF8String options) {
    return on(array, channels, layout, 0, 0, 0, options);
  }

  public ArrayData invoke(ArrayData array, long channels, UTF8String layout, double a) {
    return on(array, channels, layout, 0, 0, 0, Options.NONE, a);
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, double a, UTF8String options) {
    return on(array, channels, layout, 0, 0, 0, options, a);
  }

  public ArrayData invoke(ArrayData array, long channels, UTF8String layout, long seed, long id) {
    return on(array, channels, layout, seed, id, 0, Options.NONE);
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, ArrayData p, long seed, long id) {
    return p == null
        ? null
        : on(array, channels, layout, seed, id, 0, Options.NONE, p.toDoubleArray());
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, long seed, long id, UTF8String options) {
    return on(array, channels, layout, seed, id, 0, options);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      ArrayData p,
      long seed,
      long id,
      UTF8String options) {
    return p == null ? null : on(array, channels, layout, seed, id, 0, options, p.toDoubleArray());
  }

  public ArrayData invoke(
      ArrayData array, long channels, UTF8String layout, long seed, long id, long stream) {
    return on(array, channels, layout, seed, id, stream, Options.NONE);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      ArrayData p,
      long seed,
      long id,
      long stream) {
    return p == null
        ? null
        : on(array, channels, layout, seed, id, stream, Options.NONE, p.toDoubleArray());
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return on(array, channels, layout, seed, id, stream, options);
  }

  public ArrayData invoke(
      ArrayData array,
      long channels,
      UTF8String layout,
      ArrayData p,
      long seed,
      long id,
      long stream,
      UTF8String options) {
    return p == null
        ? null
        : on(array, channels, layout, seed, id, stream, options, p.toDoubleArray());
  }
}
