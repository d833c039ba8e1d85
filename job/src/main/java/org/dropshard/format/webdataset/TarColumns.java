package org.dropshard.format.webdataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonColumns;
import org.dropshard.format.JsonMember;
import org.dropshard.format.PassedOver;

/** The columns that samples have: found from the first of them. */
final class TarColumns {
  private static final String MEMBERS = "members";
  private static final String OBJECTS = "objects";

  private final TreeMap<String, DataType> members = new TreeMap<>();
  private final PassedOver passed = new PassedOver();
  private StructType objects;

  /** Takes a sample into account. */
  void look(TarSample sample) {
    sample.members().forEach(this::look);
  }

  /** Takes members into account that are no sample's. */
  void look(PassedOver more) {
    passed.add(more);
  }

  /** The members that are no sample's, of what files say. */
  static PassedOver passedOver(StructType said) {
    return said.isEmpty() ? new PassedOver() : PassedOver.of(said.apply(MEMBERS).metadata());
  }

  /** Whether a member's content says what type its column has. */
  static boolean decides(String extension) {
    return extension.equals("json") || MemberName.INTEGERS.contains(extension);
  }

  private void look(String extension, byte[] content) {
    if (extension.equals("json") && isObject(content)) {
      StructType fields = JsonColumns.infer(List.of(content));
      objects = objects == null ? fields : JsonColumns.united(objects, fields);
      return;
    }
    add(extension, type(extension, content));
  }

  private static boolean isObject(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).strip().startsWith("{");
  }

  private static DataType type(String extension, byte[] content) {
    if (MemberName.INTEGERS.contains(extension)) {
      return new String(content, StandardCharsets.UTF_8).strip().matches("[+-]?\\d{1,18}")
          ? DataTypes.LongType
          : DataTypes.StringType;
    }
    return MemberName.TEXTS.contains(extension) || extension.equals("json")
        ? DataTypes.StringType
        : DataTypes.BinaryType;
  }

  /**
   * What a file says: its members, and the fields of their JSON objects. Nothing if it is empty.
   */
  StructType said() {
    StructType types = new StructType();
    for (String extension : members.keySet()) {
      types = types.add(extension, members.get(extension));
    }
    StructType said = new StructType();
    return types.isEmpty() && objects == null
        ? said
        : said.add(MEMBERS, types, true, passed.metadata())
            .add(OBJECTS, objects == null ? DataTypes.NullType : objects);
  }

  /** What two files say. */
  static StructType united(StructType a, StructType b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    TarColumns both = new TarColumns();
    for (StructType said : List.of(a, b)) {
      both.look(passedOver(said));
      for (StructField member : ((StructType) said.apply(MEMBERS).dataType()).fields()) {
        both.add(member.name(), member.dataType());
      }
      if (said.apply(OBJECTS).dataType() instanceof StructType fields) {
        both.objects = both.objects == null ? fields : JsonColumns.united(both.objects, fields);
      }
    }
    return both.said();
  }

  private void add(String extension, DataType type) {
    members.merge(extension, type, (a, b) -> a.equals(b) ? a : DataTypes.StringType);
  }

  /**
   * The fields of JSON objects that are no columns, quoted: those without a name, those of objects
   * without fields, and those that a member, or the key, is named like.
   */
  static List<String> noColumns(StructType said) {
    if (said.isEmpty() || !(said.apply(OBJECTS).dataType() instanceof StructType fields)) {
      return List.of();
    }
    Set<String> members = Set.of(((StructType) said.apply(MEMBERS).dataType()).fieldNames());
    Set<String> columns = Set.of(finished(said, false).fieldNames());
    return Arrays.stream(fields.fieldNames())
        .filter(
            name ->
                members.contains(name.toLowerCase(Locale.ROOT))
                    || name.equals(WebDatasetFormat.KEY)
                    || !columns.contains(name))
        .map(name -> '"' + name + '"')
        .toList();
  }

  /**
   * The key, the members by name, and the fields of their JSON objects that are not members.
   *
   * @param rawJson whether the JSON is wanted as it is, too
   */
  static StructType finished(StructType said, boolean rawJson) {
    if (said.isEmpty()) {
      return said;
    }
    StructType schema = new StructType().add(WebDatasetFormat.KEY, DataTypes.StringType);
    Set<String> taken = new HashSet<>();
    for (StructField member : ((StructType) said.apply(MEMBERS).dataType()).fields()) {
      boolean json = rawJson && member.name().equals("json");
      schema = schema.add(json ? JsonMember.part(member) : member);
      taken.add(member.name());
    }
    if (said.apply(OBJECTS).dataType() instanceof StructType fields) {
      for (StructField field : JsonColumns.finished(fields).fields()) {
        if (!taken.contains(field.name().toLowerCase(Locale.ROOT))
            && !field.name().equals(WebDatasetFormat.KEY)) {
          schema = schema.add(rawJson ? JsonMember.part(field) : field);
        }
      }
    }
    boolean json = taken.contains("json") || said.apply(OBJECTS).dataType() instanceof StructType;
    return rawJson && json ? schema.add(JsonMember.RAW, DataTypes.StringType) : schema;
  }
}
