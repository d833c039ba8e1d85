package org.dropshard.spark.functions;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.dropshard.tensor.DType;

/** The functions by name: the one list that the catalog and the session extensions read. */
public final class SqlFunctions {
  private static final Map<String, UnboundFunction> FUNCTIONS = byName();

  private SqlFunctions() {}

  /** All of them, in the order of their names. */
  public static Map<String, UnboundFunction> all() {
    return FUNCTIONS;
  }

  /** The function of a name in any case; null if there is none. */
  public static UnboundFunction load(String name) {
    return FUNCTIONS.get(name.toLowerCase(Locale.ROOT));
  }

  /** What a plan holds of them, for serializers that want to know. */
  public static List<Class<?>> boundClasses() {
    return List.of(
        StepOfNpy.class,
        StepOfArray.class,
        StepOfImage.class,
        ConvolutionFunction.OfNpy.class,
        InstanceStatsFunction.OfTensor.class,
        DropoutMaskFunction.OfUnits.class,
        ChannelStatsFunction.OfTensors.class,
        TensorShapeFunction.OfTensor.class,
        TensorDtypeFunction.OfTensor.class,
        DataType[].class,
        DType.class,
        Form.class);
  }

  private static Map<String, UnboundFunction> byName() {
    Map<String, UnboundFunction> byName = new TreeMap<>();
    StepFunctions.all().forEach(function -> byName.put(function.name(), function));
    ConvolutionFunction.both().forEach(function -> byName.put(function.name(), function));
    for (UnboundFunction function :
        List.of(
            new InstanceStatsFunction(),
            new DropoutMaskFunction(),
            new ChannelStatsFunction(),
            new TensorShapeFunction(),
            new TensorDtypeFunction())) {
      byName.put(function.name(), function);
    }
    return Collections.unmodifiableMap(byName);
  }
}
