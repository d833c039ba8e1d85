package org.dropshard.format.hdf5;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Tensor;

/** The attributes of an object, in its header or, of many, in a heap. */
final class Attributes {
  private static final int PADDED = 8;
  private static final int[] ONE = {1};

  /** An id in the heap; behind it flags, the order of creation and the hash of the name. */
  private static final int ID = 8;

  private static final int SHARED = 2;

  /** What keeps an object out of the heap's own blocks. */
  private static final int ELSEWHERE = 0x30;

  private record Attribute(String name, ElementType type, Space space, Cursor values) {
    /** How many elements it has. */
    long count() {
      long[] axes = space.axes() == null ? new long[1] : space.axes();
      return Arrays.stream(axes).reduce(1, (a, b) -> a * b);
    }
  }

  private final Hdf5File file;
  private final List<Attribute> all = new ArrayList<>();

  private Attributes(Hdf5File file) {
    this.file = file;
  }

  static Attributes of(Hdf5File file, ObjectHeader header) throws IOException {
    Attributes attributes = new Attributes(file);
    for (ObjectHeader.Message message : header.all(ObjectHeader.ATTRIBUTE)) {
      if (!message.shared()) {
        attributes.add(message.body());
      }
    }
    for (ObjectHeader.Message message : header.all(ObjectHeader.ATTRIBUTES)) {
      attributes.addMany(message.body());
    }
    return attributes;
  }

  private void addMany(Cursor in) throws IOException {
    in.skip(1);
    in.skip((in.u8() & 1) == 0 ? 0 : 2);
    long heap = in.offset();
    long names = in.offset();
    if (heap == Hdf5File.UNDEFINED || names == Hdf5File.UNDEFINED) {
      return;
    }
    FractalHeap objects = FractalHeap.open(file, heap);
    BTree2.records(
        file,
        names,
        BTree2.ATTRIBUTES,
        record -> {
          Cursor id = record.part(ID);
          boolean inBlocks = (id.copy().u8() & ELSEWHERE) == 0;
          if (inBlocks && (record.u8() & SHARED) == 0) {
            add(objects.object(id));
          }
        });
  }

  /** One of a version and type that is known; else none. */
  private void add(Cursor in) throws IOException {
    int version = in.u8();
    int flags = in.u8();
    int[] sizes = {in.u16(), in.u16(), in.u16()};
    in.skip(version == 3 ? 1 : 0);
    if (version < 1 || version > 3 || version > 1 && flags != 0) {
      return;
    }
    String name = part(in, sizes[0], version).text();
    ElementType type = ElementType.read(part(in, sizes[1], version));
    Space space = Space.read(part(in, sizes[2], version));
    all.add(new Attribute(name, type, space, in));
  }

  private static Cursor part(Cursor in, int size, int version) throws IOException {
    Cursor part = in.part(size);
    in.skip(version == 1 ? (PADDED - size % PADDED) % PADDED : 0);
    return part;
  }

  private Optional<Attribute> find(String name) {
    return all.stream().filter(attribute -> attribute.name.equals(name)).findFirst();
  }

  /** The elements of an attribute of a type, whole ones. */
  private List<byte[]> elements(String name, Predicate<ElementType> wanted) throws IOException {
    List<byte[]> elements = new ArrayList<>();
    Optional<Attribute> found = find(name).filter(attribute -> wanted.test(attribute.type));
    if (found.isPresent()) {
      Cursor values = found.get().values.copy();
      for (long left = found.get().count(); left > 0; left--) {
        elements.add(values.take(found.get().type.size()));
      }
    }
    return elements;
  }

  /**
   * The first number of an attribute, as text: {@code "-9999"}, {@code "NaN"}.
   *
   * @return empty if there is none, or it is no number that a float64 holds
   */
  Optional<String> number(String name) throws IOException {
    List<byte[]> numbers = elements(name, type -> type.kind() == ElementType.Kind.NUMBER);
    return numbers.isEmpty()
        ? Optional.empty()
        : number(find(name).orElseThrow().type, numbers.get(0));
  }

  /** The texts of an attribute; none if there is none, or it holds no texts. */
  List<String> texts(String name) throws IOException {
    GlobalHeap heap = new GlobalHeap(file);
    List<String> texts = new ArrayList<>();
    for (byte[] element : elements(name, ElementType::isText)) {
      byte[] text = find(name).orElseThrow().type.text(element, 0, heap);
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
    return texts;
  }

  /** The addresses of the objects that each element, a sequence of references, leads to. */
  List<List<Long>> references(String name) throws IOException {
    GlobalHeap heap = new GlobalHeap(file);
    List<List<Long>> references = new ArrayList<>();
    for (byte[] element : elements(name, type -> type.kind() == ElementType.Kind.SEQUENCE)) {
      Cursor addresses = heap.object(element, 0, file.sizeOfOffsets());
      List<Long> own = new ArrayList<>();
      while (addresses.left() >= file.sizeOfOffsets()) {
        own.add(addresses.offset());
      }
      references.add(own);
    }
    return references;
  }

  private static Optional<String> number(ElementType type, byte[] bytes) {
    try {
      Tensor one = type.plain().tensor(ONE, bytes, 0, type.order());
      double value = Doubles.of(one)[0];
      return Optional.of(
          Double.isFinite(value)
              ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
              : Double.toString(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
