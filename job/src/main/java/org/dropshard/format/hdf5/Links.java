package org.dropshard.format.hdf5;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The links of a group, in any of the three ways in which groups hold them. */
final class Links {
  private static final int SOFT = 1;
  private static final int EXTERNAL = 64;

  /**
   * A link.
   *
   * @param address of the object's header; {@link Hdf5File#UNDEFINED} if it is none of this file
   * @param kind {@code "hard"}, {@code "soft"} and so on
   */
  record Link(String name, long address, String kind) {}

  private final Hdf5File file;
  private final List<Link> links = new ArrayList<>();
  private final Set<Long> seen = new HashSet<>();

  private Links(Hdf5File file) {
    this.file = file;
  }

  /** The links of a group. */
  static List<Link> of(Hdf5File file, ObjectHeader group) throws IOException {
    Links all = new Links(file);
    Optional<Cursor> symbols = group.first(file, ObjectHeader.SYMBOLS);
    if (symbols.isPresent()) {
      all.symbols(symbols.get());
    }
    for (ObjectHeader.Message message : group.all(ObjectHeader.LINK)) {
      all.add(message.body());
    }
    Optional<Cursor> info = group.first(file, ObjectHeader.LINK_INFO);
    if (info.isPresent()) {
      Cursor in = info.get();
      in.skip(1);
      in.skip((in.u8() & 1) == 0 ? 0 : 8);
      long heap = in.offset();
      long names = in.offset();
      if (heap != Hdf5File.UNDEFINED && names != Hdf5File.UNDEFINED) {
        FractalHeap objects = FractalHeap.open(file, heap);
        BTree2.records(
            file, names, BTree2.NAMES, record -> all.add(objects.object(record.skip(4))));
      }
    }
    return all.links;
  }

  private void add(Cursor in) throws IOException {
    in.expect(1, "link version");
    int flags = in.u8();
    int type = (flags & 8) == 0 ? 0 : in.u8();
    in.skip((flags & 4) == 0 ? 0 : 8);
    in.skip((flags & 16) == 0 ? 0 : 1);
    byte[] name = in.take(in.number(1 << (flags & 3)));
    links.add(
        new Link(
            new String(name, StandardCharsets.UTF_8),
            type == 0 ? in.offset() : Hdf5File.UNDEFINED,
            type == 0
                ? "hard"
                : type == SOFT ? "a soft link" : type == EXTERNAL ? "an external link" : "a link"));
  }

  /** Groups of before 1.8: a tree of nodes of entries, and a heap of names. */
  private void symbols(Cursor in) throws IOException {
    long tree = in.offset();
    Cursor heap =
        file.block(in.offset(), 8 + 2L * file.sizeOfLengths() + file.sizeOfOffsets(), "heap");
    heap.expect("HEAP");
    heap.skip(4);
    long size = heap.length();
    heap.length();
    byte[] names = file.read(heap.offset(), size, "heap of names");
    node(tree, names, Integer.MAX_VALUE);
  }

  private void node(long address, byte[] names, int above) throws IOException {
    if (!seen.add(address)) {
      throw Hdf5File.invalid("a tree of links leads to itself", address);
    }
    Cursor in = file.most(address, 8 + 2L * file.sizeOfOffsets(), "tree of links");
    in.expect("TREE");
    in.expect(0, "tree of links of type");
    int level = in.u8();
    int entries = in.u16();
    if (level >= above) {
      throw Hdf5File.invalid("a tree of links of level " + level, address);
    }
    long start = in.skip(2L * file.sizeOfOffsets()).address();
    Cursor children =
        file.block(
            start,
            (long) entries * (file.sizeOfOffsets() + file.sizeOfLengths()) + file.sizeOfLengths(),
            "tree of links");
    for (int i = 0; i < entries; i++) {
      children.length();
      long child = children.offset();
      if (level > 0) {
        node(child, names, level);
      } else {
        entries(child, names);
      }
    }
  }

  private void entries(long address, byte[] names) throws IOException {
    if (!seen.add(address)) {
      throw Hdf5File.invalid("a tree of links leads twice to its symbols", address);
    }
    Cursor head = file.block(address, 8, "symbols");
    head.expect("SNOD");
    head.skip(2);
    int count = head.u16();
    int width = 2 * file.sizeOfOffsets() + 24;
    Cursor in = file.block(address + 8, (long) count * width, "symbols");
    for (int i = 0; i < count; i++) {
      long at = in.offset();
      long header = in.offset();
      boolean soft = in.u32() == 2;
      in.skip(20);
      if (at < 0 || at >= names.length) {
        throw Hdf5File.invalid("a name at " + at + " of its heap", address);
      }
      String name = new Cursor(file, 0, names, (int) at, names.length).text();
      links.add(new Link(name, soft ? Hdf5File.UNDEFINED : header, soft ? "a soft link" : "hard"));
    }
  }
}
