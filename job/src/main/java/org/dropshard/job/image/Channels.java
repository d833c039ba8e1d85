package org.dropshard.job.image;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The channels that a picture is read into.
 *
 * @param label the name on the command line
 * @param bands the file's bands to pick, from 1 on, in the order to write them; empty for the
 *     others
 */
public record Channels(String label, List<Integer> bands) implements Serializable {

  /** 3 of uint8. Gray is repeated; alpha is dropped, the colors under it stay as stored. */
  public static final Channels RGB = new Channels("rgb", List.of());

  /** 1 of uint8: {@code (19595 R + 38470 G + 7471 B + 32768) >> 16}, the luma of ITU-R BT.601. */
  public static final Channels GRAY = new Channels("gray", List.of());

  /** 4 of uint8. Alpha is 255 where the file has none. */
  public static final Channels RGBA = new Channels("rgba", List.of());

  /**
   * The file's own, in the file's type: gray 1, gray and alpha 2, RGB 3, RGB and alpha 4, or as
   * many bands as there are. A palette is looked up, CMYK and YCbCr are converted to RGB.
   */
  public static final Channels AS_IS = new Channels("as-is", List.of());

  /** As {@link #AS_IS}, but of a palette in PNG its indices, such as numbers of classes. */
  public static final Channels INDICES = new Channels("indices", List.of());

  private static final List<Channels> NAMED = List.of(RGB, GRAY, RGBA, AS_IS);

  /** Whether they are the file's own, in the file's type. */
  boolean areStored() {
    return equals(AS_IS) || equals(INDICES);
  }

  /**
   * The channels of a command-line name: {@code "rgb"}, {@code "gray"}, {@code "rgba"}, {@code
   * "as-is"}, or numbers of bands: {@code "3,2,1"}.
   *
   * @throws IllegalArgumentException if there are no such channels
   */
  public static Channels ofLabel(String label) {
    for (Channels channels : NAMED) {
      if (channels.label.equals(label)) {
        return channels;
      }
    }
    if (label.matches("[1-9]\\d{0,4}(,[1-9]\\d{0,4})*")) {
      return new Channels(label, Arrays.stream(label.split(",")).map(Integer::valueOf).toList());
    }
    throw new IllegalArgumentException(
        "Invalid channels: " + label + " (rgb, gray, rgba, as-is, or bands by number: 3,2,1)");
  }
}
