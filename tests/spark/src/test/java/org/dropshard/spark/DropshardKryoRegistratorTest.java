package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.esotericsoftware.kryo.Kryo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.functions.SqlFunctions;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

/** What crosses the wire arrives as it was sent, with Kryo (registration required) and without. */
class DropshardKryoRegistratorTest {

  /** An application's own type, and a registrator that extends ours. */
  static final class Shard implements Serializable {
    private static final long serialVersionUID = 1L;
    String file = "";
  }

  /** Public for Spark, which makes an instance of it by name. */
  public static final class ExtendedRegistrator extends DropshardKryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
      super.registerClasses(kryo);
      kryo.register(Shard.class);
    }
  }

  private static <T> T kryoRoundTrip(T value, Class<?> registrator) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryo.registrator", registrator.getName());
    SerializerInstance kryo = new KryoSerializer(conf).newInstance();
    ByteBuffer bytes = kryo.serialize(value, ClassTag$.MODULE$.apply(value.getClass()));
    return kryo.deserialize(bytes, ClassTag$.MODULE$.apply(value.getClass()));
  }

  static <T> T kryoRoundTrip(T value) {
    return kryoRoundTrip(value, DropshardKryoRegistrator.class);
  }

  private static byte[] serialize(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object deserialize(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @SuppressWarnings("unchecked")
  static <T> T javaRoundTrip(T value) throws Exception {
    return (T) deserialize(serialize(value));
  }

  private static ChannelStats stats() {
    ChannelStats stats = new ChannelStats();
    TensorStats kernel = new TensorStats();
    for (long id = 0; id < 5; id++) {
      kernel.add(Tensors.random(DType.FLOAT64, id, 3, 7, 4), Layout.HWC, stats);
    }
    return stats;
  }

  /** The sums under the summary too: both still merge to the same. */
  private static void assertSameState(ChannelStats expected, ChannelStats actual) {
    assertEquals(expected.summaries(), actual.summaries());
    ChannelStats twice = stats();
    twice.merge(expected);
    ChannelStats other = stats();
    other.merge(actual);
    assertEquals(twice.summaries(), other.summaries());
  }

  @Test
  void channelStatsByKryo() {
    assertSameState(stats(), kryoRoundTrip(stats()));
    assertEquals(0, kryoRoundTrip(new ChannelStats()).channels());
  }

  @Test
  void channelStatsByJava() throws Exception {
    assertSameState(stats(), javaRoundTrip(stats()));
  }

  /** Two in one stream: a serializer that reads too far would spoil the second. */
  @Test
  void channelStatsInARowOfObjects() {
    Object[] both = {stats(), "between", stats()};
    Object[] arrived = kryoRoundTrip(both);
    assertSameState(stats(), (ChannelStats) arrived[0]);
    assertEquals("between", arrived[1]);
    assertSameState(stats(), (ChannelStats) arrived[2]);
  }

  @Test
  void schemasByKryo() {
    StructType schema =
        Tensors.schema()
            .add("flag", DataTypes.BooleanType)
            .add("when", DataTypes.TimestampType)
            .add("map", DataTypes.createMapType(DataTypes.StringType, DataTypes.ByteType))
            .add(
                "tensor",
                DataTypes.BinaryType,
                true,
                new MetadataBuilder()
                    .putString("dtype", "float32")
                    .putString("layout", "HWC")
                    .putLongArray("shape", new long[] {3, 4, 5})
                    .build());
    StructType arrived = kryoRoundTrip(schema);
    assertEquals(schema, arrived);
    assertSame(DataTypes.BinaryType, arrived.apply("npy").dataType());
  }

  @Test
  void extendedRegistratorAddsItsOwn() {
    Shard shard = new Shard();
    shard.file = "part-00000";
    assertEquals("part-00000", kryoRoundTrip(shard, ExtendedRegistrator.class).file);
    assertSameState(stats(), kryoRoundTrip(stats(), ExtendedRegistrator.class));
    assertThrows(Exception.class, () -> kryoRoundTrip(shard));
  }

  /**
   * Spark reads an aggregate's states with the class loader of its own jars, so no class of ours
   * may be named in them.
   */
  @Test
  void aggregateStateTravelsAsBytesThatNameNoClassOfOurs() throws Exception {
    StructType given = StructType.fromDDL("npy BINARY, layout STRING");
    @SuppressWarnings("unchecked")
    AggregateFunction<Serializable, ?> function =
        (AggregateFunction<Serializable, ?>) SqlFunctions.load("channel_stats").bind(given);
    Serializable state = function.newAggregationState();
    for (long id = 0; id < 5; id++) {
      byte[] npy = Npy.write(Tensors.random(DType.FLOAT64, id, 3, 7, 4));
      InternalRow input = new GenericInternalRow(new Object[] {npy, UTF8String.fromString("HWC")});
      state = function.update(state, input);
    }
    byte[] sent = serialize(state);
    assertFalse(new String(sent, StandardCharsets.ISO_8859_1).contains("dropshard"));
    Serializable arrived = (Serializable) deserialize(sent);
    assertEquals(function.produceResult(state), function.produceResult(arrived));
    Serializable merged = function.merge(function.newAggregationState(), arrived);
    assertEquals(function.produceResult(state), function.produceResult(merged));
    merged = function.merge(arrived, state);
    assertEquals(
        function.produceResult(function.merge(state, function.newAggregationState())).getClass(),
        function.produceResult(merged).getClass());
  }
}
