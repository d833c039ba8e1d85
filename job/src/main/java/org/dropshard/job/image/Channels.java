package org.dropshard.job.image;

/** The channels that a picture is read into. */
public enum Channels {
  /** 3 of uint8. Gray is repeated; alpha is dropped, the colors under it stay as stored. */
  RGB("rgb"),
  /** 1 of uint8: {@code (19595 R + 38470 G + 7471 B + 32768) >> 16}, the luma of ITU-R BT.601. */
  GRAY("gray"),
  /** 4 of uint8. Alpha is 255 where the file has none. */
  RGBA("rgba"),
  /**
   * The file's own: gray 1, gray and alpha 2, RGB 3, RGB and alpha 4; uint16 if the file has 16
   * bits a sample. A palette is looked up, CMYK is converted to RGB.
   */
  AS_IS("as-is");

  private final String label;

  Channels(String label) {
    this.label = label;
  }

  /**
   * The name on the command line: {@code "rgb"}, {@code "gray"}, {@code "rgba"}, {@code "as-is"}.
   */
  public String label() {
    return label;
  }

  /**
   * The channels of a command-line name.
   *
   * @throws IllegalArgumentException if there are no such channels
   */
  public static Channels ofLabel(String label) {
    for (Channels channels : values()) {
      if (channels.label.equals(label)) {
        return channels;
      }
    }
    throw new IllegalArgumentException("Invalid channels: " + label + " (rgb, gray, rgba, as-is)");
  }
}
