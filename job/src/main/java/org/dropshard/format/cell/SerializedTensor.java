package org.dropshard.format.cell;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * What {@code tf.io.serialize_tensor} makes of a tensor: a {@code TensorProto}.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor.proto">its
 *     definition</a>
 */
public final class SerializedTensor {
  private static final int DTYPE = 1;
  private static final int SHAPE = 2;
  private static final int CONTENT = 4;

  /** {@code dtype}, a varint, and {@code tensor_shape}, a message, come first. */
  private static final byte[] START = {
    DTYPE << 3, SHAPE << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED
  };

  /** Arrays of more axes NumPy has not. */
  private static final int MOST_AXES = 64;

  private static final Map<Integer, DType> TYPES =
      Map.of(
          1, DType.FLOAT32,
          2, DType.FLOAT64,
          3, DType.INT32,
          4, DType.UINT8,
          5, DType.INT16,
          14, DType.BFLOAT16,
          17, DType.UINT16,
          19, DType.FLOAT16);

  /** DT_QINT32 and on down, and up, are no numbers to drop out of. */
  private static final Map<Integer, String> OTHERS =
      Map.of(
          6,
          "int8",
          7,
          "string",
          8,
          "complex64",
          9,
          "int64",
          10,
          "bool",
          22,
          "uint32",
          23,
          "uint64");

  private SerializedTensor() {}

  /**
   * The tensor of a cell; empty if its bytes are no such message.
   *
   * @throws IllegalArgumentException if it is one of another type than tensors have here, or whose
   *     values do not stand in {@code tensor_content} or are not as many as its shape says
   */
  public static Optional<Tensor> of(byte[] cell) {
    if (cell.length < 4 || cell[0] != START[0] || cell[1] < 1 || cell[2] != START[1]) {
      return Optional.empty();
    }
    int type = 0;
    int[] shape = null;
    byte[] content = null;
    try {
      CodedInputStream in = CodedInputStream.newInstance(cell);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case DTYPE -> type = in.readEnum();
          case SHAPE -> shape = shape(in.readByteArray());
          case CONTENT -> content = in.readByteArray();
          default -> in.skipField(tag);
        }
      }
    } catch (IOException | ArithmeticException e) {
      return Optional.empty();
    }
    DType dtype = TYPES.get(type);
    if (shape == null || dtype == null && !OTHERS.containsKey(type)) {
      return Optional.empty();
    }
    if (dtype == null) {
      throw Invalid.argument(
          "TensorProto",
          OTHERS.get(type),
          "uint8, uint16, int16, int32, float16, bfloat16, float32 and float64 are read");
    }
    Tensor tensor = new Tensor(dtype, shape, content == null ? new byte[0] : content, 0);
    if (content == null && tensor.byteLength() > 0) {
      throw Invalid.argument(
          "TensorProto",
          "its values are not in tensor_content",
          "where tf.io.serialize_tensor puts them");
    }
    if (content != null && tensor.byteLength() != content.length) {
      throw Invalid.argument(
          "TensorProto", content.length + " bytes", tensor + " needs " + tensor.byteLength());
    }
    return Optional.of(tensor);
  }

  /** The sizes of a {@code TensorShapeProto}'s axes. */
  private static int[] shape(byte[] message) throws IOException {
    List<Integer> axes = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != 2 || axes.size() == MOST_AXES) {
        throw new ArithmeticException();
      }
      axes.add(size(CodedInputStream.newInstance(in.readByteArray())));
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int size(CodedInputStream axis) throws IOException {
    long size = 0;
    for (int tag = axis.readTag(); tag != 0; tag = axis.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        size = axis.readInt64();
      } else {
        axis.skipField(tag);
      }
    }
    if (size < 0) {
      throw new ArithmeticException();
    }
    return Math.toIntExact(size);
  }
}
