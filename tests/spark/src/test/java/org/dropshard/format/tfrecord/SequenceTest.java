package org.dropshard.format.tfrecord;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.MalformedRecordException;
import org.junit.jupiter.api.Test;

/** A tf.train.SequenceExample, spelled out byte by byte, as captions of pictures are kept. */
class SequenceTest {
  private static final FormatOptions OPTIONS =
      new FormatOptions(java.util.Map.of("columnNameOfCorruptRecord", "bad"));

  /** A field of bytes, of a number below 16 and a length below 128. */
  private static byte[] field(int number, byte[]... parts) {
    byte[] content = join(parts);
    return join(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A Feature: bytes_list is 1, int64_list 3, packed; the values of both are field 1. */
  private static byte[] text(String... values) {
    byte[][] fields = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      fields[i] = field(1, values[i].getBytes(UTF_8));
    }
    return field(1, fields);
  }

  private static byte[] integers(int... values) {
    byte[] packed = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      packed[i] = (byte) values[i];
    }
    return field(3, field(1, packed));
  }

  private static byte[] entry(String name, byte[] value) {
    return field(1, field(1, name.getBytes(UTF_8)), field(2, value));
  }

  private static byte[] list(byte[]... steps) {
    byte[][] features = new byte[steps.length][];
    for (int i = 0; i < steps.length; i++) {
      features[i] = field(1, steps[i]);
    }
    return join(features);
  }

  private static byte[] record(byte[] captions) {
    return join(
        field(1, entry("id", integers(7))),
        field(2, entry("caption", captions), entry("length", list(integers(5)))));
  }

  private static FileInput file(byte[]... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      Frame.write(out, record);
    }
    return FileInput.of(new ByteArrayInputStream(out.toByteArray()), out.size());
  }

  @Test
  void featureListsAreArrays() throws IOException {
    byte[] two = record(list(text("a cat"), text("a dög")));
    byte[] none = record(list());
    ExampleColumns columns = new ExampleColumns();
    columns.look(Sequence.parse(two));
    StructType schema = columns.schema();
    assertEquals(
        "struct<caption:array<string>,id:bigint,length:array<bigint>>", schema.catalogString());
    try (ExampleReader reader = new ExampleReader(file(two, none), schema, OPTIONS)) {
      Object[] values = new Object[3];
      assertTrue(reader.next(values));
      ArrayData captions = (ArrayData) values[0];
      assertEquals(2, captions.numElements());
      assertEquals("a dög", captions.getUTF8String(1).toString());
      assertEquals(7L, values[1]);
      assertEquals(5L, ((ArrayData) values[2]).getLong(0));
      java.util.Arrays.fill(values, null);
      assertTrue(reader.next(values));
      assertEquals(null, values[0]);
      assertFalse(reader.next(values));
    }
  }

  @Test
  void whatAColumnCannotHoldIsABadRecord() throws IOException {
    refused(
        record(list(integers(1, 2))),
        "Invalid TFRecord: feature list caption of a SequenceExample has a step of 2 values (one,"
            + " all of a type)");
    refused(
        record(list(integers(1), text("one"))),
        "Invalid TFRecord: feature list caption of a SequenceExample has a step of 1 values (one,"
            + " all of a type)");
    refused(
        join(field(1, entry("id", integers(7))), field(2, entry("id", list(integers(1))))),
        "Invalid TFRecord: id is a feature and a feature list of a SequenceExample");
  }

  private static void refused(byte[] record, String message) throws IOException {
    try (FileInput in = file(record)) {
      MalformedRecordException e =
          assertThrows(MalformedRecordException.class, () -> ExampleReader.example(in));
      assertEquals(message, e.getMessage());
      assertFalse(e.isLast());
    }
  }
}
