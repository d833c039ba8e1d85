package org.dropshard.spark.functions;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.spark.cells.ArrayCells;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.stats.ChannelSummary;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * {@code channel_stats}: an aggregate with one struct a channel, equal to the last bit for any
 * partitioning and order of rows. Variance is the population's; NaN and infinite values are counted
 * and kept out of the moments. Null tensors are skipped; without any tensor, or channel, the answer
 * is null.
 *
 * <p>In {@code Dataset.observe} it works by its bare name and as {@code
 * DropshardFunctions.channelStats}, not through the catalog: see {@link ChannelStatsAggregate}.
 */
public final class ChannelStatsFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "channel_stats";

  ChannelStatsFunction() {
    super(
        NAME,
        Arguments.channelsDescription(
            NAME, "count, mean, variance, std, min, max, zeros, nan and infinite of each channel"));
  }

  /** One channel's struct, in the order of {@link ChannelSummary}. */
  private static final StructType CHANNEL =
      new StructType()
          .add("channel", DataTypes.IntegerType, false)
          .add("count", DataTypes.LongType, false)
          .add("mean", DataTypes.DoubleType, false)
          .add("variance", DataTypes.DoubleType, false)
          .add("std", DataTypes.DoubleType, false)
          .add("min", DataTypes.DoubleType, false)
          .add("max", DataTypes.DoubleType, false)
          .add("zeros", DataTypes.LongType, false)
          .add("nan", DataTypes.LongType, false)
          .add("infinite", DataTypes.LongType, false);

  private static final DataType RESULT = DataTypes.createArrayType(CHANNEL, false);

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    return new OfTensors(form, Arguments.ofChannels(NAME, form, given).end(NAME, RESULT));
  }

  /** On any form of tensor. */
  public static final class OfTensors extends Bound
      implements AggregateFunction<Serializable, ArrayData> {
    private static final long serialVersionUID = 1L;

    private static final ThreadLocal<TensorStats> KERNEL =
        ThreadLocal.withInitial(TensorStats::new);

    private final Form form;

    OfTensors(Form form, Signature signature) {
      super(signature);
      this.form = form;
    }

    /** For an expression that binds another once it knows the types of its arguments. */
    static OfTensors unbound() {
      return new OfTensors(Form.NPY, new Signature(NAME, NAME, new DataType[0], RESULT));
    }

    @Override
    public Serializable newAggregationState() {
      return new ChannelStatsState();
    }

    @Override
    public Serializable update(Serializable state, InternalRow input) {
      if (input.anyNull()) {
        return state;
      }
      int last = input.numFields() - 1;
      Layout layout =
          last == 0 ? Layout.HWC : Options.layout(input.getUTF8String(last)); // always the last
      ChannelStatsState into = ChannelStatsState.of(state);
      Tensor x = tensor(input, layout);
      if (x != null) {
        KERNEL.get().add(x, layout, into.stats);
      }
      return into;
    }

    private Tensor tensor(InternalRow input, Layout layout) {
      return switch (form) {
        case NPY -> NpyCells.read(input.getBinary(0));
        case FLOATS, DOUBLES -> {
          ArrayData array = input.getArray(0);
          int[] shape = ArrayCells.shape(array.numElements(), input.getLong(1), layout);
          yield ArrayCells.read(array, form.dtype(), shape);
        }
        case IMAGE -> ImageCells.read(input.getStruct(0, 6));
      };
    }

    @Override
    public Serializable merge(Serializable left, Serializable right) {
      ChannelStatsState into = ChannelStatsState.of(left);
      into.stats.merge(ChannelStatsState.of(right).stats);
      return into;
    }

    @Override
    public ArrayData produceResult(Serializable state) {
      List<ChannelSummary> summaries = ChannelStatsState.of(state).stats.summaries();
      return summaries.isEmpty()
          ? null
          : new GenericArrayData(summaries.stream().map(OfTensors::row).toArray());
    }

    private static InternalRow row(ChannelSummary channel) {
      InternalRow row = new SpecificInternalRow(CHANNEL);
      row.setInt(0, channel.channel());
      row.setLong(1, channel.count());
      row.setDouble(2, channel.mean());
      row.setDouble(3, channel.variance());
      row.setDouble(4, channel.std());
      row.setDouble(5, channel.min());
      row.setDouble(6, channel.max());
      row.setLong(7, channel.zeros());
      row.setLong(8, channel.nan());
      row.setLong(9, channel.infinite());
      return row;
    }
  }
}
