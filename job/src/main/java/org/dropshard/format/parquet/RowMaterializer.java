package org.dropshard.format.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Parquet's records as Spark's rows. Fields that a record has not are null. */
final class RowMaterializer extends RecordMaterializer<InternalRow> {
  private final Fields root;
  private InternalRow row;

  /**
   * @param file the columns that are read
   * @param columns those of the rows
   * @param ordinals where each of the file's stands among the rows'
   */
  RowMaterializer(MessageType file, StructType columns, int[] ordinals) {
    root = new Fields(file, columns, ordinals, value -> row = (InternalRow) value);
  }

  @Override
  public InternalRow getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static Converter converter(Type file, DataType type, Consumer<Object> sink) {
    if (file.isRepetition(Type.Repetition.REPEATED)) {
      throw new IllegalArgumentException(
          "Invalid column: " + file.getName() + " is repeated (lists are written as LIST)");
    }
    if (file.isPrimitive()) {
      return new LeafConverter(file.asPrimitiveType(), type, sink);
    }
    GroupType group = file.asGroupType();
    if (type instanceof ArrayType array) {
      return new Elements(group, array.elementType(), sink);
    }
    if (type instanceof MapType map) {
      return new Entries(group, map, sink);
    }
    StructType struct = (StructType) type;
    List<String> names = List.of(struct.fieldNames());
    int[] ordinals = group.getFields().stream().mapToInt(f -> names.indexOf(f.getName())).toArray();
    return new Fields(group, struct, ordinals, sink);
  }

  /** A group whose values end up in a row. */
  private static final class Fields extends GroupConverter {
    private final Converter[] converters;
    private final int length;
    private final Consumer<Object> sink;
    private Object[] values;

    Fields(GroupType group, StructType columns, int[] ordinals, Consumer<Object> sink) {
      this.sink = sink;
      length = columns.length();
      converters =
          IntStream.range(0, group.getFieldCount())
              .mapToObj(
                  i ->
                      converter(
                          group.getType(i),
                          columns.apply(ordinals[i]).dataType(),
                          value -> values[ordinals[i]] = value))
              .toArray(Converter[]::new);
    }

    @Override
    public Converter getConverter(int field) {
      return converters[field];
    }

    @Override
    public void start() {
      values = new Object[length];
    }

    @Override
    public void end() {
      sink.accept(new GenericInternalRow(values));
    }
  }

  /** A list: a group of a repeated group of the element, or, as others once wrote it, of these. */
  private static final class Elements extends GroupConverter {
    private final Converter repeated;
    private final Consumer<Object> sink;
    private List<Object> values;

    Elements(GroupType list, DataType element, Consumer<Object> sink) {
      this.sink = sink;
      Type child = list.getType(0);
      boolean bare =
          child.isPrimitive()
              || child.asGroupType().getFieldCount() > 1
              || child.getName().equals("array")
              || child.getName().equals(list.getName() + "_tuple");
      repeated =
          bare
              ? converter(single(child), element, value -> values.add(value))
              : new Wrapped(child.asGroupType().getType(0), element, value -> values.add(value));
    }

    private static Type single(Type repeated) {
      return repeated.isPrimitive()
          ? Types.primitive(
                  repeated.asPrimitiveType().getPrimitiveTypeName(), Type.Repetition.REQUIRED)
              .length(repeated.asPrimitiveType().getTypeLength())
              .as(repeated.getLogicalTypeAnnotation())
              .named(repeated.getName())
          : new GroupType(
              Type.Repetition.REQUIRED, repeated.getName(), repeated.asGroupType().getFields());
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      values = new ArrayList<>();
    }

    @Override
    public void end() {
      sink.accept(new GenericArrayData(values.toArray()));
    }
  }

  /** The group round an element, which has no value where the element is null. */
  private static final class Wrapped extends GroupConverter {
    private final Converter element;
    private final Consumer<Object> sink;
    private Object value;

    Wrapped(Type element, DataType type, Consumer<Object> sink) {
      this.sink = sink;
      this.element = converter(element, type, found -> value = found);
    }

    @Override
    public Converter getConverter(int field) {
      return element;
    }

    @Override
    public void start() {
      value = null;
    }

    @Override
    public void end() {
      sink.accept(value);
    }
  }

  /** A map: a group of repeated groups of key and value. */
  private static final class Entries extends GroupConverter {
    private final Consumer<Object> sink;
    private final GroupConverter pair;
    private final List<Object> keys = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Entries(GroupType group, MapType type, Consumer<Object> sink) {
      this.sink = sink;
      GroupType entry = group.getType(0).asGroupType();
      StructType columns =
          new StructType().add("key", type.keyType()).add("value", type.valueType());
      pair =
          new Fields(
              entry,
              columns,
              new int[] {0, 1},
              found -> {
                InternalRow row = (InternalRow) found;
                keys.add(row.get(0, type.keyType()));
                values.add(row.isNullAt(1) ? null : row.get(1, type.valueType()));
              });
    }

    @Override
    public Converter getConverter(int field) {
      return pair;
    }

    @Override
    public void start() {
      keys.clear();
      values.clear();
    }

    @Override
    public void end() {
      sink.accept(
          new ArrayBasedMapData(
              new GenericArrayData(keys.toArray()), new GenericArrayData(values.toArray())));
    }
  }
}
