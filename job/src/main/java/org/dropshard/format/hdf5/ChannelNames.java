package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the channels of a dataset are called. */
final class ChannelNames {
  private static final List<String> ATTRIBUTES = List.of("channel_names", "band_names");

  /** The scales of each axis, by references to datasets: HDF5's dimension scales. */
  private static final String SCALES = "DIMENSION_LIST";

  /** No axis of channels is longer. */
  private static final int MOST = 1 << 16;

  private ChannelNames() {}

  /**
   * The names, by an attribute of as many texts as one of a sample's axes is long, or by a scale of
   * texts of one of them; none where more than one axis has such a scale.
   */
  static List<String> of(Hdf5File file, Hdf5Dataset tensor) throws IOException {
    for (String attribute : ATTRIBUTES) {
      List<String> names = tensor.attributes().texts(attribute);
      if (Arrays.stream(tensor.axes()).skip(1).anyMatch(axis -> axis == names.size())) {
        return names;
      }
    }
    List<List<Long>> scales = tensor.attributes().references(SCALES);
    List<List<String>> found = new ArrayList<>();
    for (int axis = 1; axis < Math.min(scales.size(), tensor.axes().length); axis++) {
      for (long scale : scales.get(axis)) {
        texts(file, scale, tensor.axes()[axis]).ifPresent(found::add);
      }
    }
    return found.size() == 1 ? found.get(0) : List.of();
  }

  /** The texts of a scale of that length; empty if it is another, or none of texts. */
  private static Optional<List<String>> texts(Hdf5File file, long address, long length)
      throws IOException {
    ObjectHeader header = ObjectHeader.read(file, address);
    if (!header.has(ObjectHeader.SPACE)) {
      return Optional.empty();
    }
    Optional<Hdf5Dataset> scale = Hdf5Dataset.read(file, SCALES, header);
    boolean holds =
        scale.isPresent()
            && scale.get().axes().length == 1
            && scale.get().rows() == length
            && length <= MOST
            && scale.get().type().isText()
            && scale.get().problem() == null;
    if (!holds) {
      return Optional.empty();
    }
    Hdf5Column column = new Hdf5Column(file, scale.get(), new GlobalHeap(file));
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < length; row++) {
      texts.add(column.value(row, length).toString());
    }
    return Optional.of(texts);
  }
}
