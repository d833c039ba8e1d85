package org.dropshard.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dropshard.tensor.Labels;

/**
 * The boxes of a sample, of each of which the share that stays visible is written.
 *
 * @param column the column that holds them, or a path into it: {@code objects.bbox}
 * @param format what the four numbers of a box are
 */
public record Boxes(String column, Format format) implements Serializable {
  /** What the four numbers of a box are, in pixels from the picture's upper left corner. */
  public enum Format {
    /** Left, top, right, bottom, as Pascal VOC and torchvision have them. */
    XYXY("xmin ymin xmax ymax", "x0 y0 x1 y1", "x1 y1 x2 y2", "left top right bottom"),
    /** Left, top, width, height, as COCO has them. */
    XYWH("x y width height", "x y w h", "left top width height");

    private final List<List<String>> names;

    Format(String... names) {
      this.names = Stream.of(names).map(four -> List.of(four.split(" "))).toList();
    }

    /** What the four are called where they are fields of a struct. */
    public List<List<String>> names() {
      return names;
    }

    /**
     * The format of a lower-case name.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    static Format ofLabel(String label) {
      return Labels.parse("box format", Format.class, label);
    }
  }

  /** Those of resolved settings; empty: none are asked for. */
  public static Optional<Boxes> of(Map<String, Object> settings) {
    return Optional.ofNullable((String) settings.get(Setting.BOXES.key()))
        .map(
            column ->
                new Boxes(column, Format.ofLabel((String) settings.get(Setting.BOX_FORMAT.key()))));
  }

  /** The column of shares. */
  public String shares() {
    return column.replace('.', '_') + "_visible";
  }

  /** The columns that may hold them: the name itself, and what stands before each of its dots. */
  public List<String> columns() {
    return IntStream.rangeClosed(0, column.length())
        .filter(end -> end == column.length() || column.charAt(end) == '.')
        .mapToObj(end -> column.substring(0, end))
        .toList();
  }

  /** In words. */
  public String label() {
    return column + " (" + Labels.of(format) + ")";
  }
}
