package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.EachFile;
import org.dropshard.job.read.cell.CellShape;
import org.dropshard.job.read.listing.InputFile;

/** What the footers of a table's files say of tensors. Each file may have a shape of its own. */
final class TableFooters {
  private final EachFile each;
  private final List<InputFile> files;
  private final Map<String, FooterTensors.Declared> first;
  private final Map<String, List<String>> classNames;

  private TableFooters(
      EachFile each,
      List<InputFile> files,
      Map<String, FooterTensors.Declared> first,
      Map<String, List<String>> classNames) {
    this.classNames = classNames;
    this.each = each;
    this.files = files;
    this.first = first;
  }

  /** Nothing is said. */
  static TableFooters none() {
    return new TableFooters(null, List.of(), Map.of(), Map.of());
  }

  /** What the first file says; one that cannot be read says nothing, Spark will tell why. */
  static TableFooters of(EachFile each, List<InputFile> files) {
    try {
      Map<String, String> footer = FooterTensors.footer(files.get(0).path(), each.hadoop());
      return new TableFooters(
          each, files, FooterTensors.of(footer), FooterTensors.classNames(footer));
    } catch (IOException e) {
      return none();
    }
  }

  /** What the numbers of columns are called, from 0. */
  Map<String, List<String>> classNames() {
    return classNames;
  }

  /** What is said of a column; null if nothing is. */
  FooterTensors.Declared column(String name) {
    return first.get(name);
  }

  /**
   * The shape of a column's tensors; null if it stands in the cells.
   *
   * @param fileOrdinal where rows hold the path of their file, URI-encoded
   */
  CellShape shape(String column, int fileOrdinal) {
    int[] shape = first.get(column).shape();
    if (shape == null) {
      return null;
    }
    Map<String, String> shapes = shapes(column);
    return shapes.values().stream().distinct().count() <= 1
        ? CellShape.fixed(shape)
        : CellShape.byFile(shapes, fileOrdinal);
  }

  /** By file as rows name it: URI-encoded. */
  private Map<String, String> shapes(String column) {
    List<String> paths = files.stream().map(InputFile::path).toList();
    List<String> lines = each.ask(paths, (path, hadoop) -> line(path, column, hadoop));
    Map<String, String> shapes = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      shapes.put(line.substring(space + 1), line.substring(0, space));
    }
    return shapes;
  }

  private static String line(String path, String column, Configuration hadoop) {
    String axes = "?";
    try {
      FooterTensors.Declared declared = FooterTensors.of(path, hadoop).get(column);
      if (declared != null && declared.shape() != null) {
        axes =
            Arrays.stream(declared.shape())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
      }
    } catch (IOException e) {
      // Spark will say what is wrong with the file.
    }
    return axes + " " + new Path(path).toUri();
  }
}
