package org.dropshard.format.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.execution.datasources.parquet.ParquetRowConverter;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/** A leaf's values as Spark holds those of a column, which may be wider. */
final class LeafConverter extends PrimitiveConverter {
  /** Beyond, not every integer is a double. */
  private static final long EXACT = 1L << 53;

  private static final long MICROS_A_MILLI = 1000;

  private final String name;
  private final DataType type;
  private final Consumer<Object> sink;
  private final boolean unsigned;
  private final boolean milliseconds;
  private final boolean int96;
  private final int scale;

  LeafConverter(PrimitiveType leaf, DataType type, Consumer<Object> sink) {
    this.name = leaf.getName();
    this.type = type;
    this.sink = sink;
    LogicalTypeAnnotation meaning = leaf.getLogicalTypeAnnotation();
    unsigned = meaning instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
    milliseconds =
        meaning instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() == LogicalTypeAnnotation.TimeUnit.MILLIS;
    int96 = leaf.getPrimitiveTypeName() == PrimitiveTypeName.INT96;
    scale =
        meaning instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal
            ? decimal.getScale()
            : 0;
  }

  @Override
  public void addBoolean(boolean value) {
    sink.accept(value);
  }

  @Override
  public void addInt(int value) {
    if (type instanceof LongType || type instanceof DoubleType || type instanceof DecimalType) {
      addLong(unsigned ? Integer.toUnsignedLong(value) : value);
    } else if (type instanceof ShortType) {
      sink.accept((short) value);
    } else if (type instanceof ByteType) {
      sink.accept((byte) value);
    } else {
      sink.accept(value);
    }
  }

  @Override
  public void addLong(long value) {
    if (type instanceof DoubleType) {
      if (value > EXACT || value < -EXACT) {
        throw new IllegalArgumentException(
            "Invalid value: "
                + value
                + " of column "
                + name
                + " is no double, as others of it are");
      }
      sink.accept((double) value);
    } else if (type instanceof DecimalType) {
      BigInteger unscaled =
          unsigned ? new BigInteger(Long.toUnsignedString(value)) : BigInteger.valueOf(value);
      decimal(unscaled);
    } else {
      sink.accept(milliseconds ? Math.multiplyExact(value, MICROS_A_MILLI) : value);
    }
  }

  @Override
  public void addFloat(float value) {
    if (type instanceof DoubleType) {
      sink.accept((double) value);
    } else {
      sink.accept(value);
    }
  }

  @Override
  public void addDouble(double value) {
    sink.accept(value);
  }

  @Override
  public void addBinary(Binary value) {
    if (type instanceof StringType) {
      sink.accept(UTF8String.fromBytes(value.getBytes()));
    } else if (type instanceof DecimalType) {
      decimal(new BigInteger(value.getBytes()));
    } else if (int96) {
      sink.accept(ParquetRowConverter.binaryToSQLTimestamp(value));
    } else {
      sink.accept(value.getBytes());
    }
  }

  private void decimal(BigInteger unscaled) {
    DecimalType to = (DecimalType) type;
    sink.accept(Decimal.apply(new BigDecimal(unscaled, scale), to.precision(), to.scale()));
  }
}
