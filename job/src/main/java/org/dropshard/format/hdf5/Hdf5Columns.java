package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.IndexedFormat;

/**
 * The columns of a file: its datasets whose first axis is as long as that of its tensors.
 *
 * @param rows how many rows they have
 * @param datasets the columns
 * @param remarks what is none, and why
 */
record Hdf5Columns(long rows, List<Hdf5Dataset> datasets, List<String> remarks) {
  private static final int MOST_NAMED = 20;

  /**
   * Finds them.
   *
   * @param tensor the dataset of tensors; empty: the datasets of numbers of four axes or more, else
   *     of three and so on, which have to be of one length
   * @throws IllegalArgumentException if they are not
   */
  static Hdf5Columns of(Hdf5File file, Optional<String> tensor) throws IOException {
    Hdf5Tree tree = Hdf5Tree.of(file);
    long rows = rows(tree.datasets(), tensor);
    List<Hdf5Dataset> columns = new ArrayList<>();
    List<String> remarks = new ArrayList<>(tree.others());
    for (Hdf5Dataset dataset : tree.datasets()) {
      String why =
          dataset.rows() != rows ? "another length" : Hdf5Column.unreadable(dataset).orElse(null);
      if (why == null) {
        columns.add(dataset);
      } else {
        remarks.add(dataset.name() + " is not passed (" + why + ")");
      }
    }
    if (remarks.size() > MOST_NAMED) {
      int more = remarks.size() - MOST_NAMED;
      remarks = new ArrayList<>(remarks.subList(0, MOST_NAMED));
      remarks.add(more + " more are not passed");
    }
    return new Hdf5Columns(rows, columns, remarks);
  }

  private static long rows(List<Hdf5Dataset> datasets, Optional<String> tensor) {
    Optional<Hdf5Dataset> named =
        datasets.stream().filter(data -> tensor.equals(Optional.of(data.name()))).findFirst();
    if (named.isPresent()) {
      return named.get().rows();
    }
    for (int axes = 4; axes > 0; axes--) {
      int least = axes;
      List<Hdf5Dataset> candidates =
          datasets.stream()
              .filter(data -> data.type().kind() == ElementType.Kind.NUMBER)
              .filter(data -> data.axes().length >= least)
              .toList();
      if (candidates.stream().map(Hdf5Dataset::rows).distinct().count() > 1) {
        throw new IllegalArgumentException(
            "Cannot choose a dataset among "
                + candidates.stream()
                    .limit(MOST_NAMED)
                    .map(Hdf5Dataset::toString)
                    .collect(Collectors.joining(", "))
                + (candidates.size() > MOST_NAMED ? " …" : "")
                + " of different lengths: say it by --column");
      }
      if (!candidates.isEmpty()) {
        return candidates.get(0).rows();
      }
    }
    return 0;
  }

  StructType schema(Hdf5File file) throws IOException {
    StructType schema = new StructType();
    for (Hdf5Dataset dataset : datasets) {
      StructField column = IndexedFormat.column(dataset.name(), Hdf5Column.type(dataset));
      if (dataset.isTensor()) {
        Optional<String> nodata = dataset.attributes().number("_FillValue");
        column =
            IndexedFormat.described(column, nodata.orElse(null), ChannelNames.of(file, dataset));
      }
      schema = schema.add(column);
    }
    return schema;
  }
}
