package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of an object: what it is, and where.
 *
 * @param messages in their order
 */
record ObjectHeader(List<ObjectHeader.Message> messages) {
  static final int SPACE = 1;
  static final int LINK_INFO = 2;
  static final int TYPE = 3;
  static final int OLD_FILL = 4;
  static final int FILL = 5;
  static final int LINK = 6;
  static final int EXTERNAL_FILES = 7;
  static final int LAYOUT = 8;
  static final int FILTERS = 11;
  static final int ATTRIBUTE = 12;
  private static final int CONTINUATION = 16;
  static final int SYMBOLS = 17;
  static final int ATTRIBUTES = 21;

  private static final int SHARED = 2;

  /**
   * A message.
   *
   * @param shared whether the body says where the message is, and is not it
   */
  record Message(int type, boolean shared, Cursor body) {
    @Override
    public Cursor body() {
      return body.copy(); // so that everybody starts at its start
    }
  }

  private record Block(long address, long size) {}

  static ObjectHeader read(Hdf5File file, long address) throws IOException {
    Cursor start = file.most(address, 64, "object header");
    List<Message> messages = new ArrayList<>();
    Deque<Block> blocks = new ArrayDeque<>();
    int first = start.u8();
    if (first == 1) {
      start.skip(1);
      int count = start.u16();
      start.skip(4);
      blocks.add(new Block(address + 16, start.u32()));
      readBlocks(file, blocks, messages, count, -1);
    } else if (first == 'O') {
      start.expect("HDR");
      start.expect(2, "object header version");
      int flags = start.u8();
      start.skip(((flags & 32) == 0 ? 0 : 16) + ((flags & 16) == 0 ? 0 : 4));
      long size = start.number(1 << (flags & 3));
      long prefix = start.address() - address;
      if (size < 0 || size > file.length()) {
        throw Hdf5File.invalid("object header of " + Long.toUnsignedString(size), address);
      }
      Cursor whole = file.summed(address, prefix + size + 4, "OHDR");
      messages(whole.skip(prefix - 4), (flags & 4) != 0, messages, blocks, Integer.MAX_VALUE);
      readBlocks(file, blocks, messages, Integer.MAX_VALUE, flags & 4);
    } else {
      throw Hdf5File.invalid("no object header", address);
    }
    return new ObjectHeader(messages);
  }

  /**
   * Reads blocks, and those that they lead to.
   *
   * @param ordered of version 2 not 0 if messages state their order; −1: version 1
   */
  private static void readBlocks(
      Hdf5File file, Deque<Block> blocks, List<Message> messages, int count, int ordered)
      throws IOException {
    Set<Long> seen = new HashSet<>();
    long left = file.length();
    while (!blocks.isEmpty()) {
      Block block = blocks.remove();
      left -= Math.max(0, block.size());
      if (!seen.add(block.address()) || left < 0) {
        throw Hdf5File.invalid("an object header leads to itself", block.address());
      }
      if (ordered < 0) {
        oldMessages(
            file.block(block.address(), block.size(), "object header"), messages, blocks, count);
      } else {
        messages(
            file.summed(block.address(), block.size(), "OCHK"),
            ordered != 0,
            messages,
            blocks,
            count);
      }
    }
  }

  private static void oldMessages(Cursor in, List<Message> messages, Deque<Block> blocks, int count)
      throws IOException {
    while (in.left() >= 8 && messages.size() < count) {
      int type = in.u16();
      int size = in.u16();
      int flags = in.u8();
      in.skip(3);
      add(type, flags, in.part(size), messages, blocks);
    }
  }

  private static void messages(
      Cursor in, boolean ordered, List<Message> messages, Deque<Block> blocks, int count)
      throws IOException {
    int header = ordered ? 6 : 4;
    while (in.left() >= header && messages.size() < count) {
      int type = in.u8();
      int size = in.u16();
      int flags = in.u8();
      in.skip(header - 4);
      add(type, flags, in.part(size), messages, blocks);
    }
  }

  private static void add(
      int type, int flags, Cursor body, List<Message> messages, Deque<Block> blocks)
      throws IOException {
    messages.add(new Message(type, (flags & SHARED) != 0, body));
    if (type == CONTINUATION) {
      blocks.add(new Block(body.offset(), body.length()));
    }
  }

  /** Whether there is such a message. */
  boolean has(int type) {
    return messages.stream().anyMatch(message -> message.type() == type);
  }

  /** The messages of a type. */
  List<Message> all(int type) {
    return messages.stream().filter(message -> message.type() == type).toList();
  }

  /** The first message of a type, fetched from where it is. */
  Optional<Cursor> first(Hdf5File file, int type) throws IOException {
    List<Message> all = all(type);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Message message = all.get(0);
    if (!message.shared()) {
      return Optional.of(message.body());
    }
    Cursor in = message.body();
    int version = in.u8();
    int kind = in.u8();
    if (version == 3 && kind != 2 || version > 3) {
      throw Hdf5File.invalid("a message in the file's heap of shared ones", in.address());
    }
    in.skip(version == 1 ? 6 : 0);
    List<Message> there = read(file, in.offset()).all(type);
    if (there.isEmpty() || there.get(0).shared()) {
      throw Hdf5File.invalid("a shared message leads nowhere", in.address());
    }
    return Optional.of(there.get(0).body());
  }
}
