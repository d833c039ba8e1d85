package org.dropshard.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.json.JsonInferSchema;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.catalyst.util.PermissiveMode$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** JSON objects as columns, by Spark's own parser. */
public final class JsonColumns {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final JacksonParser parser;

  /**
   * @param fields the columns that objects are read into
   */
  public JsonColumns(StructType fields) {
    parser =
        new JacksonParser(
            fields,
            JsonText.options(),
            false,
            CollectionConverters.asScala(List.<org.apache.spark.sql.sources.Filter>of()).toSeq());
  }

  /**
   * What texts of JSON objects say of their fields, as Spark's JSON source infers them. Those that
   * are no JSON say nothing.
   */
  public static StructType infer(Iterable<byte[]> objects) {
    JSONOptions options = JsonText.options();
    JsonInferSchema inference = new JsonInferSchema(options);
    JsonFactory factory = options.buildJsonFactory();
    StructType all = new StructType();
    for (byte[] object : objects) {
      try (JsonParser parser = factory.createParser(object)) {
        parser.nextToken();
        if (inference.inferField(parser) instanceof StructType fields) {
          all = united(all, fields);
        }
      } catch (IOException e) {
        // A record that is no JSON is a bad one when it is read.
      }
    }
    return all;
  }

  /**
   * What two files say of the fields of their objects, united: what does not go together is text.
   */
  public static StructType united(StructType a, StructType b) {
    return (StructType) JsonInferSchema.compatibleRootType("", PermissiveMode$.MODULE$).apply(a, b);
  }

  /** The columns, of what all files say. */
  public static StructType finished(StructType said) {
    JSONOptions options = JsonText.options();
    Option<DataType> all = new JsonInferSchema(options).canonicalizeType(said, options);
    return all.isDefined() && all.get() instanceof StructType columns // none: no field has a value
        ? columns
        : new StructType();
  }

  /**
   * Checks that every field of an object is a column.
   *
   * @throws MalformedRecordException naming the field that is none
   */
  public static void check(byte[] object, long offset, FormatOptions options)
      throws MalformedRecordException {
    try (JsonParser parser = FACTORY.createParser(object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      for (JsonToken at = parser.nextToken(); at == JsonToken.FIELD_NAME; at = parser.nextToken()) {
        String name = parser.currentName();
        boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
        if (!isNull && !name.isEmpty() && options.refuses(name)) {
          throw MalformedRecordException.one(
              "Invalid json: field " + name + " is in none that was looked at for columns", offset);
        }
        parser.skipChildren();
      }
    } catch (MalformedRecordException e) {
      throw e;
    } catch (IOException e) {
      throw MalformedRecordException.one("Invalid json: " + e.getMessage(), offset);
    }
  }

  /**
   * The columns of an object.
   *
   * @param offset where it starts in its file
   * @throws MalformedRecordException if the text is no object, or a field is not of its column's
   *     type
   */
  public InternalRow parse(byte[] text, long offset) throws MalformedRecordException {
    try {
      Iterator<InternalRow> rows =
          parser.parse(text, JsonColumns::create, UTF8String::fromBytes).iterator();
      if (rows.hasNext()) {
        return rows.next();
      }
      throw MalformedRecordException.one("Invalid json: empty", offset);
    } catch (Exception e) { // Spark's own is checked in Scala alone
      if (e instanceof BadRecordException bad) {
        String cause = String.valueOf(bad.cause().getMessage());
        throw MalformedRecordException.one(
            "Invalid json: " + cause.lines().findFirst().orElse(""), offset);
      }
      throw e;
    }
  }

  private static JsonParser create(JsonFactory factory, byte[] text) {
    try {
      return factory.createParser(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
