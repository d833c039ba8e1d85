package org.dropshard.job.image;

import java.util.Locale;

/** Which pages of a TIFF are read; thumbnails, overviews and masks are no pages. */
public enum Pages {
  /** The first. */
  FIRST,
  /** All as one tensor, the channels of one after those of another. */
  STACK,
  /** All, a tensor each. */
  EACH;

  /**
   * The pages of a command-line name: {@code "first"}, {@code "stack"}, {@code "each"}.
   *
   * @throws IllegalArgumentException if there are no such pages
   */
  public static Pages ofLabel(String label) {
    for (Pages pages : values()) {
      if (pages.name().toLowerCase(Locale.ROOT).equals(label)) {
        return pages;
      }
    }
    throw new IllegalArgumentException("Invalid pages: " + label + " (first, stack, each)");
  }
}
