package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All datasets of a file, in the order of their names, and what else it holds.
 *
 * @param datasets those of one axis or more
 * @param others what is no dataset of this file, with the reason
 */
record Hdf5Tree(List<Hdf5Dataset> datasets, List<String> others) {
  private static final int DEEPEST = 100;

  static Hdf5Tree of(Hdf5File file) throws IOException {
    Walk walk = new Walk(file);
    walk.group("", ObjectHeader.read(file, file.root()), 0);
    if (walk.attributes) {
      walk.others.add("attributes are not passed");
    }
    walk.datasets.sort(Comparator.comparing(Hdf5Dataset::name));
    return new Hdf5Tree(walk.datasets, walk.others);
  }

  private static final class Walk {
    private final Hdf5File file;
    private final Set<Long> seen = new HashSet<>();
    private final List<Hdf5Dataset> datasets = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private boolean attributes;

    Walk(Hdf5File file) {
      this.file = file;
      seen.add(file.root());
    }

    private void leaveOut(String name, String why) {
      others.add(name + " is not passed (" + why + ")");
    }

    private void group(String path, ObjectHeader group, int depth) throws IOException {
      note(group);
      for (Links.Link link : Links.of(file, group)) {
        String name = path + link.name();
        if (link.address() == Hdf5File.UNDEFINED) {
          leaveOut(name, link.kind());
        } else if (!seen.add(link.address())) {
          leaveOut(name, "another name of an object");
        } else {
          object(name, ObjectHeader.read(file, link.address()), depth);
        }
      }
    }

    private void object(String name, ObjectHeader header, int depth) throws IOException {
      if (header.has(ObjectHeader.SPACE)) {
        note(header);
        Optional<Hdf5Dataset> dataset = Hdf5Dataset.read(file, name, header);
        if (dataset.isEmpty() || dataset.get().axes().length == 0) {
          leaveOut(name, dataset.isEmpty() ? "no element" : "no axis");
        } else {
          datasets.add(dataset.get());
        }
      } else if (depth == DEEPEST) {
        throw Hdf5File.invalid("groups in " + DEEPEST + " others", 0);
      } else if (!header.has(ObjectHeader.TYPE)) {
        group(name + "/", header, depth + 1);
      }
    }

    /** Whether an object has attributes, in its header or in a heap. */
    private void note(ObjectHeader header) throws IOException {
      attributes |= header.has(ObjectHeader.ATTRIBUTE);
      for (ObjectHeader.Message message : header.all(ObjectHeader.ATTRIBUTES)) {
        Cursor in = message.body();
        in.skip(1);
        in.skip((in.u8() & 1) == 0 ? 0 : 2);
        attributes |= in.offset() != Hdf5File.UNDEFINED;
      }
    }
  }
}
