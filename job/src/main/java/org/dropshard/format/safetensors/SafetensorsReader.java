package org.dropshard.format.safetensors;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.format.Budget;
import org.dropshard.format.FileBytes;
import org.dropshard.format.FilePart;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.PlainType;
import org.dropshard.format.RecordReader;
import org.dropshard.tensor.Npy;

/** Some of a file's tensors, one in memory at a time. */
final class SafetensorsReader implements RecordReader {
  private static final Map<String, PlainType> TYPES =
      Map.ofEntries(
          Map.entry("BOOL", PlainType.BOOL),
          Map.entry("U8", PlainType.UINT8),
          Map.entry("I8", PlainType.INT8),
          Map.entry("U16", PlainType.UINT16),
          Map.entry("I16", PlainType.INT16),
          Map.entry("U32", PlainType.UINT32),
          Map.entry("I32", PlainType.INT32),
          Map.entry("U64", PlainType.UINT64),
          Map.entry("I64", PlainType.INT64),
          Map.entry("F16", PlainType.FLOAT16),
          Map.entry("BF16", PlainType.BFLOAT16),
          Map.entry("F32", PlainType.FLOAT32),
          Map.entry("F64", PlainType.FLOAT64));

  private final FileBytes file;
  private final List<SafetensorsHeader.Entry> tensors;
  private final int tensor;
  private final int name;
  private final int first;
  private final int end;
  private int next;

  SafetensorsReader(FileBytes file, SafetensorsHeader header, FilePart part, StructType wanted) {
    this.file = file;
    this.tensors = header.tensors();
    List<String> names = Arrays.asList(wanted.fieldNames());
    this.tensor = names.indexOf(SafetensorsFormat.TENSOR);
    this.name = names.indexOf(SafetensorsFormat.NAME);
    this.first = (int) part.first(tensors.size());
    this.end = (int) part.end(tensors.size());
    this.next = first;
  }

  @Override
  public long first() {
    return first;
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    if (next == end) {
      return false;
    }
    SafetensorsHeader.Entry entry = tensors.get(next++);
    if (name >= 0) {
      values[name] = UTF8String.fromString(entry.name());
    }
    if (tensor >= 0) {
      values[tensor] = npy(entry);
    }
    return true;
  }

  private byte[] npy(SafetensorsHeader.Entry entry) throws IOException {
    PlainType type = TYPES.get(entry.dtype());
    if (type == null) {
      throw invalid(
          entry, "type " + entry.dtype() + " (BOOL, U8 to U64, I8 to I64, F16 to F64, BF16)");
    }
    int[] shape = new int[entry.shape().length];
    for (int axis = 0; axis < shape.length; axis++) {
      if (entry.shape()[axis] > Integer.MAX_VALUE) {
        throw invalid(entry, "shape " + Arrays.toString(entry.shape()));
      }
      shape[axis] = (int) entry.shape()[axis];
    }
    try {
      if (type.size(shape) != entry.size()) {
        throw invalid(
            entry,
            entry.size()
                + " bytes ("
                + entry.dtype()
                + " "
                + Arrays.toString(shape)
                + " needs "
                + type.size(shape)
                + ")");
      }
      Budget.check(type.widest(shape), entry.start());
      byte[] data = file.read(entry.start(), entry.size(), "tensor " + entry.name());
      return Npy.write(type.tensor(shape, data, 0, ByteOrder.LITTLE_ENDIAN));
    } catch (IllegalArgumentException e) {
      throw invalid(entry, e.getMessage());
    }
  }

  private static MalformedRecordException invalid(SafetensorsHeader.Entry entry, String what) {
    return MalformedRecordException.one(
        "Invalid safetensors: tensor " + entry.name() + ": " + what, entry.start());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
