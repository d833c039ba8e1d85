package org.dropshard.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;

/** JSON objects as columns, by Spark's own parser. */
public final class JsonColumns {
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

  /** The columns that texts of JSON objects have, as Spark's JSON source infers them. */
  public static StructType infer(SparkSession spark, List<String> objects) {
    return spark
        .read()
        .option("mode", "DROPMALFORMED")
        .json(spark.createDataset(objects, Encoders.STRING()))
        .schema();
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
      Iterator<InternalRow> rows = parser.parse(text, CREATE, LITERAL).iterator();
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

  private static final AbstractFunction2<JsonFactory, byte[], JsonParser> CREATE =
      new AbstractFunction2<>() {
        @Override
        public JsonParser apply(JsonFactory factory, byte[] text) {
          try {
            return factory.createParser(text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static final AbstractFunction1<byte[], UTF8String> LITERAL =
      new AbstractFunction1<>() {
        @Override
        public UTF8String apply(byte[] text) {
          return UTF8String.fromBytes(text);
        }
      };
}
