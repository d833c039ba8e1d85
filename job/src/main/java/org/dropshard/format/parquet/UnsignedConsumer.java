package org.dropshard.format.parquet;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Takes what Spark makes of unsigned integers and hands on what a file holds of them: of {@code
 * uint32} a long, of {@code uint64} a decimal of 20 digits. Values fit: they were read so.
 */
final class UnsignedConsumer extends RecordConsumer {
  private final RecordConsumer to;
  private final MessageType schema;
  private final Deque<Type> at = new ArrayDeque<>();

  /**
   * @param schema the columns as the file has them
   */
  UnsignedConsumer(RecordConsumer to, MessageType schema) {
    this.to = to;
    this.schema = schema;
  }

  private boolean isHeldAs(PrimitiveTypeName name) {
    return at.element().asPrimitiveType().getPrimitiveTypeName() == name;
  }

  @Override
  public void startField(String field, int index) {
    GroupType group = at.isEmpty() ? schema : at.element().asGroupType();
    at.push(group.getType(index));
    to.startField(field, index);
  }

  @Override
  public void endField(String field, int index) {
    at.pop();
    to.endField(field, index);
  }

  @Override
  public void addLong(long value) {
    if (isHeldAs(PrimitiveTypeName.INT32)) {
      to.addInteger((int) value);
    } else {
      to.addLong(value);
    }
  }

  @Override
  public void addBinary(Binary value) {
    if (isHeldAs(PrimitiveTypeName.INT64)) {
      to.addLong(new BigInteger(value.getBytes()).longValue());
    } else {
      to.addBinary(value);
    }
  }

  @Override
  public void startMessage() {
    to.startMessage();
  }

  @Override
  public void endMessage() {
    to.endMessage();
  }

  @Override
  public void startGroup() {
    to.startGroup();
  }

  @Override
  public void endGroup() {
    to.endGroup();
  }

  @Override
  public void addInteger(int value) {
    to.addInteger(value);
  }

  @Override
  public void addBoolean(boolean value) {
    to.addBoolean(value);
  }

  @Override
  public void addFloat(float value) {
    to.addFloat(value);
  }

  @Override
  public void addDouble(double value) {
    to.addDouble(value);
  }

  @Override
  public void flush() {
    to.flush();
  }
}
