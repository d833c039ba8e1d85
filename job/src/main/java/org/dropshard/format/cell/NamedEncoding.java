package org.dropshard.format.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/** The encodings of cells that can be asked for, by name. */
public enum NamedEncoding {
  NPY((layout, first) -> CellEncoding.NPY),
  RAW((layout, first) -> CellEncoding.RAW),
  ARRAY((layout, first) -> CellEncoding.FLOATS),
  IMAGE((layout, first) -> ImageEncoding.of(layout)),
  HUGGINGFACE((layout, first) -> lists("huggingface", false, first.get())),
  ARROW((layout, first) -> lists("arrow", true, first.get()));

  /**
   * What the first tensor is like that is written.
   *
   * @param dtype its type
   * @param shape its axes
   */
  public record Kind(DType dtype, int[] shape) {}

  private interface Making {
    CellEncoding of(Layout layout, Supplier<Kind> first);
  }

  private final Making making;

  NamedEncoding(Making making) {
    this.making = making;
  }

  /** Its name, on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The encoding.
   *
   * @param layout where tensors hold their channels
   * @param first asked where all tensors have to be alike
   * @throws IllegalArgumentException if such tensors cannot be encoded so
   */
  public CellEncoding of(Layout layout, Supplier<Kind> first) {
    return making.of(layout, first);
  }

  /** The label of such cells, in records and in their column's metadata. */
  public String written() {
    return this == IMAGE ? ImageEncoding.LABEL : label();
  }

  /** That of a label. */
  public static NamedEncoding ofLabel(String label) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static CellEncoding lists(String label, boolean flat, Kind kind) {
    try {
      return new ListsEncoding(kind.dtype(), kind.shape(), flat, label);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Invalid --encoding: " + label + ": " + e.getMessage(), e);
    }
  }
}
