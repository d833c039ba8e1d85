package org.dropshard.spark.functions;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;

/** The forms in which a tensor comes in a column. */
enum Form {
  /** Binary: an npy array, which knows its type and shape. */
  NPY,
  /** {@code array<float>}: values alone. */
  FLOATS,
  /** {@code array<double>}, and arrays of decimal literals, which Spark casts. */
  DOUBLES,
  /** Spark's image struct. */
  IMAGE;

  /** The form of a column's type; an untyped NULL passes for npy. */
  static Form of(DataType type) {
    if (type.equals(DataTypes.BinaryType) || type.equals(DataTypes.NullType)) {
      return NPY;
    }
    if (type instanceof ArrayType array) {
      if (array.elementType().equals(DataTypes.FloatType)) {
        return FLOATS;
      }
      if (array.elementType().equals(DataTypes.DoubleType)
          || array.elementType() instanceof DecimalType) {
        return DOUBLES;
      }
    }
    if (ImageCells.isImage(type)) {
      return IMAGE;
    }
    throw new UnsupportedOperationException(
        Invalid.message(
            "tensor",
            type.catalogString(),
            "npy as binary, array<float>, array<double>, or Spark's image struct"));
  }

  /** The form of a column's type; refuses those that a function does not take. */
  static Form of(DataType type, Set<Form> forms) {
    Form form = of(type);
    if (!forms.contains(form)) {
      throw new UnsupportedOperationException(
          Invalid.message(
              "tensor",
              type.catalogString(),
              forms.stream()
                  .sorted()
                  .map(Form::words)
                  .distinct()
                  .collect(Collectors.joining(", "))));
    }
    return form;
  }

  private String words() {
    return switch (this) {
      case NPY -> "npy as binary";
      case FLOATS, DOUBLES -> "array<float> or array<double>";
      case IMAGE -> "Spark's image struct";
    };
  }

  /** Whether the values come without type and shape. */
  boolean isArray() {
    return this == FLOATS || this == DOUBLES;
  }

  /** The element type of an array form. */
  DType dtype() {
    return this == FLOATS ? DType.FLOAT32 : DType.FLOAT64;
  }

  /** What Spark is to cast a column of the given type to. */
  DataType inputType(DataType given) {
    return switch (this) {
      case NPY -> DataTypes.BinaryType;
      case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType);
      case DOUBLES -> DataTypes.createArrayType(DataTypes.DoubleType);
      case IMAGE -> given;
    };
  }

  /** The type of a tensor that is made from one of the given type. */
  DataType resultType(DataType given) {
    return switch (this) {
      case NPY -> DataTypes.BinaryType;
      case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
      case DOUBLES -> DataTypes.createArrayType(DataTypes.DoubleType, false);
      case IMAGE -> given;
    };
  }
}
