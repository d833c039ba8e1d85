package org.dropshard.step;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dropshard.dropout.DropProbability;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;

/** One operation on a sample, as it is asked for. Immutable. */
public interface Step extends Serializable {
  /** What is known of it whatever its parameters. */
  StepType type();

  /** The name by which {@link Steps#of} knows it: {@code "spatial_dropout"}. */
  default String name() {
    return type().label();
  }

  /** Every parameter, defaults included: texts, numbers, and lists and maps of these. */
  Map<String, Object> parameters();

  /**
   * The shape of the result for a tensor of {@code shape}.
   *
   * @throws IllegalArgumentException if there is none: the message names the rule
   */
  default int[] shape(int[] shape, Layout layout) {
    return shape;
  }

  /** Whether {@link #shape} may give another shape. */
  default boolean changesShape() {
    return false;
  }

  /**
   * The same with what channels are called, where it names some and has not been told; else this
   * one.
   */
  default Step named(List<String> channels) {
    return this;
  }

  /** What is done in evaluation, where nothing is random. */
  default Step evaluation() {
    return this;
  }

  /** Whether values of {@code dtype}, an integer type, may become fractions, and be rounded. */
  default boolean rounds(DType dtype) {
    return true;
  }

  /** The probability that a unit is dropped, where units are dropped independently. */
  default Optional<DropProbability> dropProbability() {
    return Optional.empty();
  }

  /**
   * The share of units that is dropped in the long run, where each is dropped or kept by itself.
   */
  default OptionalDouble dropRate() {
    return dropProbability().stream().mapToDouble(DropProbability::value).findFirst();
  }

  /** The same of each unit, by name, where units have names and each is dropped by itself. */
  default Map<String, Double> dropRates() {
    return Map.of();
  }

  /** What every survivor is multiplied by, where that is one number; else 1. */
  default double scale(DType dtype) {
    return 1;
  }

  /**
   * Whether it has to be known which axis counts channels; else any layout gives the same bytes.
   */
  default boolean needsLayout() {
    return true;
  }

  /** Whether all that is not dropped keeps its bits. */
  default boolean keepsSurvivors(DType dtype) {
    return false;
  }

  /** Whether all that is dropped of a channel becomes one value. */
  default boolean fillsAlike() {
    return true;
  }

  /** Whether {@link Kernel#backward} needs what went forward. */
  default boolean needsInput() {
    return false;
  }

  /**
   * The parameters whose gradients {@link Kernel#backward} adds up, by name, with their shapes for
   * an input of {@code shape}. Those that were not given are among them: a weight then is 1, a bias
   * 0.
   */
  default Map<String, int[]> learned(int[] shape, Layout layout) {
    return Map.of();
  }

  /**
   * Whether a value of the result may come of more than one that went in: places without data then
   * have no say of their own.
   */
  default boolean mixes() {
    return false;
  }

  /** Whether what is dropped may become the value of no data, in some type. */
  default boolean fills(Nodata nodata) {
    return false;
  }

  /** The step that brings back every bit of what went in, if there is one. */
  default Optional<Step> inverse() {
    return Optional.empty();
  }

  /** A kernel for one thread. */
  Kernel kernel(Layout layout);
}
