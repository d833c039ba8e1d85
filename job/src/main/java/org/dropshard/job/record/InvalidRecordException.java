package org.dropshard.job.record;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** JSON that is none, or a field that is not what it should be: {@code "rows.out: negative"}. */
public final class InvalidRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  InvalidRecordException(String message, Throwable cause) {
    super(message, cause);
  }

  static InvalidRecordException of(IOException e) {
    if (e instanceof JsonMappingException mapping
        && !(mapping.getCause() instanceof StreamReadException broken && isSyntax(broken))) {
      return new InvalidRecordException(field(mapping) + rule(mapping), e);
    }
    JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
    String where =
        at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    return new InvalidRecordException(where + "no JSON", e);
  }

  /** Not of a number that is too large. */
  private static boolean isSyntax(StreamReadException e) {
    return !(e instanceof com.fasterxml.jackson.core.exc.InputCoercionException);
  }

  private static String field(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    if (e instanceof ValueInstantiationException) { // its rule begins with the field's name
      return path.isEmpty() ? "" : path + ".";
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String rule(JsonMappingException e) {
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage();
    }
    if (e instanceof InvalidNullException) {
      return "null";
    }
    if (e.getOriginalMessage().startsWith("Missing ")) {
      return "missing";
    }
    if (e instanceof MismatchedInputException mismatch) {
      return "not " + words(mismatch.getTargetType());
    }
    return "out of range";
  }

  private static String words(Class<?> type) {
    if (type == null) {
      return "what belongs there";
    }
    if (type == String.class) {
      return "text";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number";
    }
    return Collection.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type)
        ? "a list"
        : "an object";
  }
}
