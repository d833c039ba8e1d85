package org.dropshard.dropout;

import org.dropshard.tensor.Labels;
import org.dropshard.tensor.Layout;

/** The kinds of dropout by what is dropped as one. */
public enum Kind {
  /** Single elements. */
  ELEMENT,
  /**
   * Whole channels: spatial dropout, PyTorch's {@code Dropout2d}, Keras' {@code SpatialDropout2D}.
   */
  SPATIAL,
  /** All channels of a place. */
  PIXEL,
  /** The sample as a whole. */
  SAMPLE,
  /** Whole rows of the picture, in all channels: lines that a sensor lost, bands of frequency. */
  ROW,
  /** Whole columns of the picture, in all channels: a detector that failed, masked time. */
  COLUMN;

  /** The noise shape of this kind for a tensor's shape. */
  public NoiseShape noiseShape(int[] shape, Layout layout) {
    return switch (this) {
      case ELEMENT -> NoiseShape.element(shape);
      case SPATIAL -> NoiseShape.channel(shape, layout);
      case PIXEL -> NoiseShape.pixel(shape, layout);
      case SAMPLE -> NoiseShape.sample(shape);
      case ROW -> NoiseShape.line(shape, layout, 1);
      case COLUMN -> NoiseShape.line(shape, layout, 0);
    };
  }

  /** What is dropped as one, in a word. */
  public String unit() {
    return switch (this) {
      case SPATIAL -> "channel";
      case PIXEL -> "place";
      default -> label();
    };
  }

  /** The lower-case name, as the command line spells it. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * The kind of a lower-case name.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  public static Kind ofLabel(String label) {
    return Labels.parse("kind", Kind.class, label);
  }
}
