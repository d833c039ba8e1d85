package org.dropshard.spark.functions;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.V2Aggregator;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.AbstractDataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * {@code channel_stats} as an expression that {@code Dataset.observe} can carry. The expression
 * that Spark makes of a catalog's aggregate holds a projection, which is not serializable: an
 * observation with it fails when its first result is sent. Besides, that projection copies each
 * tensor once more.
 *
 * <p>The arguments need not be resolved yet: the function is bound when their types are known.
 */
public final class ChannelStatsAggregate extends V2Aggregator<Serializable, ArrayData> {
  private static final long serialVersionUID = 1L;
  private static final ChannelStatsFunction FUNCTION = new ChannelStatsFunction();

  private transient ChannelStatsFunction.OfTensors bound;

  public ChannelStatsAggregate(Seq<Expression> arguments) {
    this(ChannelStatsFunction.OfTensors.unbound(), arguments, 0, 0);
  }

  /** For Spark, which copies expressions by their fields. */
  public ChannelStatsAggregate(
      AggregateFunction<Serializable, ArrayData> function,
      Seq<Expression> arguments,
      int mutableBufferOffset,
      int inputBufferOffset) {
    super(function, arguments, mutableBufferOffset, inputBufferOffset);
  }

  private ChannelStatsFunction.OfTensors bound() {
    if (bound == null) {
      bound = (ChannelStatsFunction.OfTensors) Binding.bind(FUNCTION, children());
    }
    return bound;
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return Binding.inputTypes(bound());
  }

  @Override
  public Serializable update(Serializable state, InternalRow input) {
    Object[] arguments = new Object[children().length()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = children().apply(i).eval(input);
    }
    return bound().update(state, new GenericInternalRow(arguments));
  }

  @Override
  public String prettyName() {
    return FUNCTION.name();
  }

  @Override
  public ChannelStatsAggregate withNewMutableAggBufferOffset(int offset) {
    return new ChannelStatsAggregate(aggrFunc(), children(), offset, inputAggBufferOffset());
  }

  @Override
  public ChannelStatsAggregate withNewInputAggBufferOffset(int offset) {
    return new ChannelStatsAggregate(aggrFunc(), children(), mutableAggBufferOffset(), offset);
  }

  @Override
  public ChannelStatsAggregate withNewChildrenInternal(IndexedSeq<Expression> arguments) {
    return new ChannelStatsAggregate(
        aggrFunc(), arguments, mutableAggBufferOffset(), inputAggBufferOffset());
  }
}
