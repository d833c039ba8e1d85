package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A dataset.
 *
 * @param name its path without the first slash
 * @param axes their lengths; the first counts rows
 * @param attributes what is said of it
 * @param problem why its elements cannot be read; null: they can
 */
record Hdf5Dataset(
    String name,
    ElementType type,
    long[] axes,
    long[] most,
    Layout layout,
    Filters filters,
    byte[] fill,
    Attributes attributes,
    String problem) {

  /**
   * What a dataset's header says.
   *
   * @return empty if it has no element
   */
  static Optional<Hdf5Dataset> read(Hdf5File file, String name, ObjectHeader header)
      throws IOException {
    Space space = Space.read(header.first(file, ObjectHeader.SPACE).orElseThrow());
    Optional<Cursor> typed = header.first(file, ObjectHeader.TYPE);
    Optional<Cursor> laid = header.first(file, ObjectHeader.LAYOUT);
    if (typed.isEmpty() || laid.isEmpty()) {
      throw Hdf5File.invalid("dataset " + name + " without a type or a layout", 0);
    }
    if (space.axes() == null) {
      return Optional.empty();
    }
    ElementType type = ElementType.read(typed.get());
    Layout layout = Layout.read(laid.get());
    Optional<Cursor> filtered = header.first(file, ObjectHeader.FILTERS);
    Filters filters = filtered.isPresent() ? Filters.read(filtered.get()) : Filters.NONE;
    String problem = filters.unknown().orElse(null);
    if (layout.kind().equals(Layout.VIRTUAL)) {
      problem = "it is virtual";
    } else if (header.has(ObjectHeader.EXTERNAL_FILES)) {
      problem = "it lies in external files";
    }
    if (layout.chunk() != null && layout.chunk().length != space.axes().length) {
      throw Hdf5File.invalid(
          "dataset " + name + " of " + space.axes().length + " axes in chunks of other axes", 0);
    }
    byte[] fill = fill(file, header, type);
    return Optional.of(
        new Hdf5Dataset(
            name,
            type,
            space.axes(),
            space.most(),
            layout,
            filters,
            fill,
            Attributes.of(file, header),
            problem));
  }

  /** What stands where nothing was written. */
  private static byte[] fill(Hdf5File file, ObjectHeader header, ElementType type)
      throws IOException {
    byte[] fill = null;
    Optional<Cursor> stated = header.first(file, ObjectHeader.FILL);
    Optional<Cursor> old = header.first(file, ObjectHeader.OLD_FILL);
    if (stated.isPresent()) {
      Cursor in = stated.get();
      int version = in.u8();
      boolean there;
      if (version < 3) {
        in.skip(2);
        there = in.u8() != 0 || version == 1;
      } else {
        there = (in.u8() & 32) != 0;
      }
      fill = there && in.left() >= 4 ? in.take(in.u32()) : null;
    } else if (old.isPresent()) {
      fill = old.get().take(old.get().u32());
    }
    return fill != null && fill.length == type.size() ? fill : new byte[type.size()];
  }

  /** Whether its rows are tensors: numbers of two axes or more. */
  boolean isTensor() {
    return type.kind() == ElementType.Kind.NUMBER && axes.length >= Hdf5Column.TENSORS;
  }

  long rows() {
    return axes[0];
  }

  /** The axes of a row. */
  int[] shape() throws IOException {
    int[] shape = new int[axes.length - 1];
    for (int i = 0; i < shape.length; i++) {
      if (axes[i + 1] > Integer.MAX_VALUE) {
        throw Hdf5File.invalid("dataset " + name + " of " + Arrays.toString(axes), 0);
      }
      shape[i] = (int) axes[i + 1];
    }
    return shape;
  }

  /** In words. */
  @Override
  public String toString() {
    return name + " " + Arrays.toString(axes);
  }
}
