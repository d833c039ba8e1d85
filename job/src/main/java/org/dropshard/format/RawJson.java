package org.dropshard.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** JSON that passes through byte for byte, but for the fields that are added to it. */
public final class RawJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private RawJson() {}

  /** A field's name, and where in the text it starts and its value ends. */
  private record Field(String name, int start, int end) {}

  /**
   * An object with the fields of another at its end, in place of those of their names.
   *
   * @return null if {@code text} is no object
   */
  public static byte[] with(byte[] text, byte[] added) throws IOException {
    List<Field> fields = fields(text);
    if (fields == null) {
      return null;
    }
    Set<String> replaced = new HashSet<>();
    fields(added).forEach(field -> replaced.add(field.name()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + added.length);
    int open = 0;
    while (text[open] != '{') {
      open++;
    }
    List<Field> kept = fields.stream().filter(field -> !replaced.contains(field.name())).toList();
    if (kept.size() == fields.size() && !fields.isEmpty()) { // as it is, white space too
      int end = fields.get(fields.size() - 1).end();
      out.write(text, 0, end);
      out.writeBytes(new byte[] {',', ' '});
      out.write(added, 1, added.length - 2);
      out.write(text, end, text.length - end);
      return out.toByteArray();
    }
    out.write('{');
    for (Field field : kept) {
      out.write(text, field.start(), field.end() - field.start());
      out.writeBytes(new byte[] {',', ' '});
    }
    out.write(added, 1, added.length - 1);
    return out.toByteArray();
  }

  /**
   * An object without fields that were added to it: what {@link #with} was given.
   *
   * @param text null: there was none, which is as an object of no fields
   */
  public static byte[] without(byte[] text, Set<String> names) {
    List<Field> fields;
    try {
      fields = text == null ? List.of() : fields(text);
    } catch (IOException e) {
      return text; // no JSON
    }
    if (fields == null) {
      return text;
    }
    List<Field> kept = fields.stream().filter(field -> !names.contains(field.name())).toList();
    if (kept.isEmpty()) {
      return new byte[] {'{', '}'};
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
    if (kept.equals(fields.subList(0, kept.size()))) { // as it was, white space too
      int end = kept.get(kept.size() - 1).end();
      int last = fields.get(fields.size() - 1).end();
      out.write(text, 0, end);
      out.write(text, last, text.length - last);
      return out.toByteArray();
    }
    for (int i = 0; i < kept.size(); i++) {
      out.writeBytes(i == 0 ? new byte[] {'{'} : new byte[] {',', ' '});
      out.write(text, kept.get(i).start(), kept.get(i).end() - kept.get(i).start());
    }
    out.write('}');
    return out.toByteArray();
  }

  private static List<Field> fields(byte[] text) throws IOException {
    List<Field> fields = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.nextToken();
        parser.skipChildren();
        parser.finishToken();
        fields.add(new Field(name, start, (int) parser.currentLocation().getByteOffset()));
      }
    }
    return fields;
  }
}
