package org.dropshard.format.hdf5;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Texts and sequences of any length, which lie in collections; those last seen are kept. */
final class GlobalHeap {
  private static final int KEPT = 16;

  private final Hdf5File file;
  private final Map<Long, Map<Integer, Cursor>> collections =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Integer, Cursor>> eldest) {
          return size() > KEPT;
        }
      };

  GlobalHeap(Hdf5File file) {
    this.file = file;
  }

  /** The text that an element of a dataset stands for. */
  byte[] text(byte[] elements, int at) throws IOException {
    Cursor object = object(elements, at, 1);
    byte[] text = object.take(object.left());
    return new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What an element of a dataset stands for.
   *
   * @param unit the bytes of one of its parts
   */
  Cursor object(byte[] elements, int at, int unit) throws IOException {
    Cursor in = new Cursor(file, 0, elements, at, elements.length);
    long length = in.u32() * unit;
    long address = in.offset();
    int index = (int) in.u32();
    if (length == 0) {
      return new Cursor(file, 0, elements, at, at);
    }
    Map<Integer, Cursor> objects = collections.get(address);
    if (objects == null) {
      objects = read(address);
      collections.put(address, objects);
    }
    Cursor object = objects.get(index);
    if (object == null) {
      throw Hdf5File.invalid("no text " + index + " in its heap", address);
    }
    return object.copy().part(length);
  }

  private Map<Integer, Cursor> read(long address) throws IOException {
    int head = 8 + file.sizeOfLengths();
    Cursor start = file.block(address, head, "heap of texts");
    start.expect("GCOL");
    start.expect(1, "heap version");
    long size = start.skip(3).length();
    Cursor in = file.block(address, size, "heap of texts").skip(Math.min(head, size));
    Map<Integer, Cursor> objects = new HashMap<>();
    while (in.left() >= head) {
      int index = in.u16();
      in.skip(6);
      long length = in.length();
      if (index == 0) {
        break; // what is free
      }
      objects.put(index, in.part(length));
      in.skip(Math.min(in.left(), (8 - length % 8) % 8));
    }
    return objects;
  }
}
