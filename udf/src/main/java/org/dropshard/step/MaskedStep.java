package org.dropshard.step;

import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;

/** A step that writes a fill over what it drops, and scales the rest. */
interface MaskedStep extends Step {
  ScaleAndFill values();

  @Override
  default int[] shape(int[] shape, Layout layout) {
    type().checkRank(shape);
    values().check(shape, layout);
    return shape;
  }

  @Override
  default Step evaluation() {
    return new Evaluation(type(), 1);
  }

  @Override
  default boolean rounds(DType dtype) {
    return values().rounds(dtype);
  }

  @Override
  default boolean fillsAlike() {
    return values().random() == null;
  }

  @Override
  default boolean fills(Nodata nodata) {
    return values().fills(nodata);
  }

  @Override
  default boolean keepsSurvivors(DType dtype) {
    return !values().scales(dtype);
  }
}
