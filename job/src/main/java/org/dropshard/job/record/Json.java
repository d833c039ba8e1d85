package org.dropshard.job.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import org.dropshard.job.error.OneLine;

/** Records and trees as JSON. What is not a number (the mean of nothing) is null. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new RequiredFields())
          .addModule(NumberOrNull.module())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record, a map or a list as a tree. */
  public static <T extends JsonNode> T tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A line of the quarantine. */
  public static ObjectNode badRecord(String file, long row, String key, String reason) {
    ObjectNode node = object();
    node.put("file", file);
    if (row < 0) {
      node.putNull("row");
    } else {
      node.put("row", row);
    }
    return node.put("key", key).put("reason", reason);
  }

  /** One line. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /** Indented, with a final newline, as a terminal may be given it. */
  public static String pretty(Object value) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      return OneLine.json(text) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws InvalidRecordException if the text is none
   */
  public static ObjectNode parse(String text) throws InvalidRecordException {
    return read(text, ObjectNode.class);
  }

  /**
   * Reads a record.
   *
   * @throws InvalidRecordException if the text is no JSON, or a field is not what it should be
   */
  public static <T> T read(String text, Class<T> type) throws InvalidRecordException {
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new InvalidRecordException("null", null);
      }
      return value;
    } catch (InvalidRecordException e) {
      throw e;
    } catch (IOException e) {
      throw InvalidRecordException.of(e);
    }
  }
}
