package org.dropshard.format.hdf5;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Tensor;

/** The attributes in an object's header; of many, HDF5 puts all into a heap, which is not read. */
final class Attributes {
  private static final int PADDED = 8;
  private static final int[] ONE = {1};

  private Attributes() {}

  /**
   * The first number of an attribute, as text: {@code "-9999"}, {@code "NaN"}.
   *
   * @return empty if there is none, or it is no number that a float64 holds
   */
  static Optional<String> number(ObjectHeader header, String name) throws IOException {
    for (ObjectHeader.Message message : header.all(ObjectHeader.ATTRIBUTE)) {
      Cursor in = message.body().copy();
      int version = in.u8();
      int flags = in.u8();
      int[] sizes = {in.u16(), in.u16(), in.u16()};
      in.skip(version == 3 ? 1 : 0);
      boolean known = version >= 1 && version <= 3 && !message.shared();
      if (!known || version > 1 && flags != 0 || !part(in, sizes[0], version).text().equals(name)) {
        continue;
      }
      ElementType type = ElementType.read(part(in, sizes[1], version));
      part(in, sizes[2], version);
      if (type.kind() == ElementType.Kind.NUMBER && in.left() >= type.size()) {
        return number(type, in.take(type.size()));
      }
    }
    return Optional.empty();
  }

  private static Cursor part(Cursor in, int size, int version) throws IOException {
    Cursor part = in.part(size);
    in.skip(version == 1 ? (PADDED - size % PADDED) % PADDED : 0);
    return part;
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
