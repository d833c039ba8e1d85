package org.dropshard.spark;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.dropshard.spark.functions.SqlFunctions;
import org.dropshard.stats.ChannelStats;

/**
 * Registers every type of this package's jar that crosses the wire, for {@code
 * spark.kryo.registrator=org.dropshard.spark.DropshardKryoRegistrator}, and the types that Spark's
 * own list leaves out and any query or Parquet schema needs, so that it is enough for {@code
 * spark.kryo.registrationRequired=true}. The state of {@code channel_stats} is not among them: it
 * travels as plain bytes.
 *
 * <p>An application with types of its own extends it, calls {@code super.registerClasses} first and
 * then registers them, so that these ids stay.
 */
public class DropshardKryoRegistrator implements KryoRegistrator {

  /** For Spark. */
  public DropshardKryoRegistrator() {}

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(ChannelStats.class, new ChannelStatsSerializer());
    kryo.register(GenericInternalRow.class); // a query without FROM; Spark 4.0 leaves it out
    registerColumnTypes(kryo);
    SqlFunctions.boundClasses().forEach(kryo::register);
  }

  /** Executors send schemas when they read the footers of Parquet files. */
  private static void registerColumnTypes(Kryo kryo) {
    List<DataType> singletons =
        List.of(
            DataTypes.BinaryType,
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.FloatType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.NullType);
    singletons.forEach(type -> kryo.register(type.getClass()));
    kryo.register(ArrayType.class);
    kryo.register(MapType.class);
  }
}
