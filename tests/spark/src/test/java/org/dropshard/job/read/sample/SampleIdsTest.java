package org.dropshard.job.read.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ids of the mask contract. The hashes are those of Python's xxhash 3: {@code
 * xxhash.xxh64_intdigest(text.encode(), 42)}, taken as signed.
 */
class SampleIdsTest {
  private static final String VECTORS =
      """
      '', -7444071767201028348
      a, -8582455328737087284
      train/dog/1.png, 2207704376510919882
      c.npz#0, 801235362642967541
      ünïcode/猫.jpg, 6067388366216173420
      a b%.npy, -2514706107060884940
      patient-7, 4771835544351683895
      """;

  @ParameterizedTest
  @CsvSource(textBlock = VECTORS)
  void nameAndStringKeyAreHashedAlike(String text, long id) {
    SampleIds named = SampleIds.of(Optional.empty(), Share.SAMPLE, new StructType());
    assertEquals(id, named.id(InternalRow.empty(), () -> text));
    assertEquals(text, named.text(InternalRow.empty(), () -> text));
    InternalRow row = row(UTF8String.fromString(text));
    assertEquals(id, ids(DataTypes.StringType, "sample").id(row, null));
    assertEquals(text, ids(DataTypes.StringType, "sample").text(row, null));
  }

  @Test
  void rowOfAFileIsNamedByItsNumber() {
    assertEquals("c.npz#0", SampleIds.name("c.npz", 0));
    assertEquals("a/b.parquet#4294967296", SampleIds.name("a/b.parquet", 1L << 32));
  }

  @Test
  void binaryKeyIsHashed() {
    SampleIds ids = ids(DataTypes.BinaryType, "sample");
    assertEquals(5415089035989094387L, ids.id(row(new byte[] {0, -1, 16}), null));
    byte[] hundred = new byte[100];
    IntStream.range(0, 100).forEach(i -> hundred[i] = (byte) i);
    assertEquals(-9107075101236275961L, ids.id(row(hundred), null));
  }

  @Test
  void integralKeyIsItsOwnId() {
    assertEquals(-128, ids(DataTypes.ByteType, "sample").id(row((byte) -128), null));
    assertEquals(-7, ids(DataTypes.ShortType, "sample").id(row((short) -7), null));
    assertEquals(1 << 31, ids(DataTypes.IntegerType, "sample").id(row(1 << 31), null));
    InternalRow least = row(Long.MIN_VALUE);
    assertEquals(Long.MIN_VALUE, ids(DataTypes.LongType, "sample").id(least, null));
    assertEquals("-9223372036854775808", ids(DataTypes.LongType, "sample").text(least, null));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "15, 0", "16, 1", "-1, -1", "-16, -1", "-17, -2"})
  void batchIsTheFloorOfTheId(long id, long mask) {
    SampleIds ids = ids(DataTypes.LongType, "batch:16");
    assertEquals(mask, ids.maskId(ids.id(row(id), null), row(id)));
  }

  @Test
  void groupIsHashedAsAKeyAndTheDatasetIsZero() {
    InternalRow row = row(12L, UTF8String.fromString("patient-7"));
    StructType rows =
        new StructType().add("id", DataTypes.LongType).add("patient", DataTypes.StringType);
    SampleIds grouped = SampleIds.of(Optional.of("id"), Share.parse("group:patient"), rows);
    assertEquals(4771835544351683895L, grouped.maskId(grouped.id(row, null), row));
    assertEquals(12, ids(DataTypes.LongType, "sample").maskId(12, row));
    assertEquals(0, ids(DataTypes.LongType, "dataset").maskId(12, row));
    assertTrue(grouped.isKnown(row));
    assertEquals("Invalid group: patient is null", grouped.unknown(row(12L, null)));
    assertEquals("Invalid key: id is null", grouped.unknown(row(null, null)));
    assertFalse(grouped.isKnown(row(12L, null)));
    assertFalse(grouped.isKnown(row(null, UTF8String.fromString("patient-7"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "boolean", "date"})
  void otherTypesIdentifyNothing(String type) {
    JobException refused =
        assertThrows(JobException.class, () -> ids(DataType.fromDDL(type), "sample"));
    assertEquals(ExitCode.INPUT, refused.code());
    assertEquals(
        "Invalid key column: id is "
            + type.toUpperCase(Locale.ROOT)
            + " (integral, string or binary)",
        refused.getMessage());
  }

  @Test
  void hashesHaveNoNeighbours() {
    assertThrows(JobException.class, () -> ids(DataTypes.StringType, "batch:2"));
    assertThrows(
        JobException.class,
        () -> SampleIds.of(Optional.empty(), Share.parse("batch:2"), new StructType()));
  }

  private static SampleIds ids(DataType type, String share) {
    return SampleIds.of(Optional.of("id"), Share.parse(share), new StructType().add("id", type));
  }

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(values);
  }
}
