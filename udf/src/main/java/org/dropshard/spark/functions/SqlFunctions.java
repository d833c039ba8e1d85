package org.dropshard.spark.functions;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/** The functions by name: the one list that the catalog and the session extensions read. */
public final class SqlFunctions {
  private static final Map<String, UnboundFunction> FUNCTIONS =
      byName(
          new ElementDropoutFunction(),
          new SpatialDropoutFunction(),
          new PixelDropoutFunction(),
          new NoiseDropoutFunction(),
          new ChannelDropoutFunction(),
          new GuardedSpatialDropoutFunction(),
          new DropBlockFunction(),
          new CoarseDropoutFunction(),
          new CutoutFunction(),
          new GridDropoutFunction(),
          new AlphaDropoutFunction(),
          new AlphaDropoutBackwardFunction(),
          new FeatureAlphaDropoutFunction(),
          new FeatureAlphaDropoutBackwardFunction(),
          new GaussianDropoutFunction(),
          new InstanceNormFunction(),
          new InstanceNormBackwardFunction(),
          new InstanceStatsFunction(),
          new PixelShuffleFunction(),
          new PixelUnshuffleFunction(),
          new ConvolutionFunction(),
          new ConvolutionBackwardFunction(),
          new DropoutMaskFunction(),
          new ChannelStatsFunction(),
          new TensorShapeFunction(),
          new TensorDtypeFunction());

  private SqlFunctions() {}

  /** All of them, in the order of their names. */
  public static Map<String, UnboundFunction> all() {
    return FUNCTIONS;
  }

  /** The function of a name in any case; null if there is none. */
  public static UnboundFunction load(String name) {
    return FUNCTIONS.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, UnboundFunction> byName(UnboundFunction... functions) {
    Map<String, UnboundFunction> byName = new TreeMap<>();
    for (UnboundFunction function : functions) {
      byName.put(function.name(), function);
    }
    return Collections.unmodifiableMap(byName);
  }
}
