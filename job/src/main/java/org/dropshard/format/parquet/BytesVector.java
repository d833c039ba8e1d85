package org.dropshard.format.parquet;

import java.util.Arrays;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Cells of bytes, each where it lies in a page. Read as text, a cell is not copied. */
final class BytesVector extends ColumnVector {
  private final byte[][] pages;
  private final int[] from;
  private final int[] length;
  private int nulls;

  /** All of them null. */
  BytesVector(int rows) {
    super(DataTypes.BinaryType);
    pages = new byte[rows][];
    from = new int[rows];
    length = new int[rows];
    nulls = rows;
  }

  /** Sets a cell, once. */
  void set(int row, byte[] page, int cellFrom, int cellLength) {
    pages[row] = page;
    from[row] = cellFrom;
    length[row] = cellLength;
    nulls--;
  }

  @Override
  public boolean hasNull() {
    return nulls > 0;
  }

  @Override
  public int numNulls() {
    return nulls;
  }

  @Override
  public boolean isNullAt(int row) {
    return pages[row] == null;
  }

  @Override
  public byte[] getBinary(int row) {
    return isNullAt(row)
        ? null
        : Arrays.copyOfRange(pages[row], from[row], from[row] + length[row]);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return isNullAt(row) ? null : UTF8String.fromBytes(pages[row], from[row], length[row]);
  }

  @Override
  public void close() {
    // the pages are the file's
  }

  @Override
  public boolean getBoolean(int row) {
    throw bytesAlone();
  }

  @Override
  public byte getByte(int row) {
    throw bytesAlone();
  }

  @Override
  public short getShort(int row) {
    throw bytesAlone();
  }

  @Override
  public int getInt(int row) {
    throw bytesAlone();
  }

  @Override
  public long getLong(int row) {
    throw bytesAlone();
  }

  @Override
  public float getFloat(int row) {
    throw bytesAlone();
  }

  @Override
  public double getDouble(int row) {
    throw bytesAlone();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw bytesAlone();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw bytesAlone();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw bytesAlone();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw bytesAlone();
  }

  private static UnsupportedOperationException bytesAlone() {
    return new UnsupportedOperationException("a column of bytes");
  }
}
