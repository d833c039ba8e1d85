package org.dropshard.format.cell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.dropshard.format.cell.picture.PictureFile;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/** The encodings of cells that can be asked for, by name. */
public enum NamedEncoding {
  NPY(asked -> CellEncoding.NPY),
  RAW(asked -> CellEncoding.RAW),
  ARRAY(asked -> CellEncoding.FLOATS),
  IMAGE(asked -> ImageEncoding.of(asked.layout())),
  PNG(asked -> asked.picture(PictureFile.PNG, false)),
  TIFF(asked -> asked.picture(PictureFile.TIFF, false)),
  JPEG(asked -> asked.picture(PictureFile.JPEG, false)),
  /** Images of pictures, arrays of what else there is. */
  HUGGINGFACE(
      asked ->
          asked.wantsPng("huggingface-image")
              ? asked.picture(PictureFile.PNG, true)
              : asked.lists("huggingface", false)),
  HUGGINGFACE_IMAGE(asked -> asked.picture(PictureFile.PNG, true)),
  HUGGINGFACE_ARRAY(asked -> asked.lists("huggingface", false)),
  ARROW(asked -> asked.lists("arrow", true));

  /**
   * What a tensor is like that is written.
   *
   * @param dtype its type
   * @param shape its axes
   */
  public record Kind(DType dtype, int[] shape) {}

  /**
   * What an encoding depends on.
   *
   * @param layout where tensors hold their channels
   * @param pictures whether they were read of pictures
   * @param made the label of the encoding that there is already; empty: none
   * @param seen the first tensors
   * @param level of the compression of PNG and TIFF, 1 to 9
   * @param quality of JPEG, 1 to 100
   */
  public record Asked(
      Layout layout,
      boolean pictures,
      Optional<String> made,
      Supplier<List<Kind>> seen,
      int level,
      int quality) {

    /**
     * Whether to write PNG, if nobody says: as it is already, or if all that was seen were pictures
     * and PNG holds them.
     *
     * @param label of the encoding
     */
    public boolean wantsPng(String label) {
      if (made.isPresent()) {
        return made.get().equals(label);
      }
      return pictures
          && !seen.get().isEmpty()
          && seen.get().stream().allMatch(kind -> refusal(PictureFile.PNG, kind).isEmpty());
    }

    private Optional<String> refusal(PictureFile file, Kind kind) {
      return file.refusal(kind.dtype(), kind.shape(), layout);
    }

    /** Refused if it holds none of what was seen; what it does not hold of others is bad. */
    private CellEncoding picture(PictureFile file, boolean struct) {
      List<Kind> kinds = seen.get();
      if (!kinds.isEmpty() && kinds.stream().allMatch(kind -> refusal(file, kind).isPresent())) {
        Kind first = kinds.get(0);
        throw Invalid.argument(
            "--encoding",
            (struct ? "huggingface-image" : file.label())
                + ": "
                + first.dtype().label()
                + " "
                + Arrays.toString(first.shape())
                + (layout == Layout.NONE ? "" : " " + layout),
            refusal(file, first).orElseThrow());
      }
      return new PictureEncoding(file, layout, file == PictureFile.JPEG ? quality : level, struct);
    }

    private CellEncoding lists(String label, boolean flat) {
      Kind kind =
          seen.get().stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "Cannot tell the shape of tensors: none of the first samples can be"
                              + " read"));
      try {
        return new ListsEncoding(kind.dtype(), kind.shape(), flat, label);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Invalid --encoding: " + label + ": " + e.getMessage(), e);
      }
    }
  }

  private interface Making {
    CellEncoding of(Asked asked);
  }

  private final Making making;

  NamedEncoding(Making making) {
    this.making = making;
  }

  /** Its name, on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The encoding.
   *
   * @throws IllegalArgumentException if such tensors cannot be encoded so
   * @throws IllegalStateException if it takes the shape of the first, and none was seen
   */
  public CellEncoding of(Asked asked) {
    return making.of(asked);
  }

  /** Whether it makes cells of such a label, in records and in their column's metadata. */
  public boolean makes(String label) {
    return switch (this) {
      case IMAGE -> label.equals(ImageEncoding.LABEL);
      case HUGGINGFACE -> label.equals(label()) || label.equals(HUGGINGFACE_IMAGE.label());
      case HUGGINGFACE_ARRAY -> label.equals(HUGGINGFACE.label());
      default -> label.equals(label());
    };
  }

  /** Whether the same values are read again. */
  public boolean isExact() {
    return this != JPEG;
  }

  /** That of a name. */
  public static NamedEncoding ofLabel(String label) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
