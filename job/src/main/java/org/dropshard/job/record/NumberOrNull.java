package org.dropshard.job.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** A {@code double} in JSON: what is not finite is null, and null is NaN. */
final class NumberOrNull {
  private NumberOrNull() {}

  static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(double.class, new Written())
        .addSerializer(Double.class, new Written())
        .addDeserializer(double.class, new Read());
  }

  private static final class Written extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    Written() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  private static final class Read extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    Read() {
      super(double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      double value = in.currentToken().isNumeric() ? in.getDoubleValue() : Double.NaN;
      return Double.isFinite(value)
          ? (Double) value
          : (Double) context.handleUnexpectedToken(double.class, in);
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
