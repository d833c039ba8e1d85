package org.dropshard.format.tfrecord;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FeatureList;
import org.tensorflow.proto.SequenceExample;

/**
 * The features of a record: those of a tf.train.Example, or the context of a SequenceExample, and
 * its feature lists, each as one feature of a value a step.
 *
 * @param features by name
 * @param lists the names of feature lists, which may be of any length
 */
record Sequence(Map<String, Feature> features, Set<String> lists) {

  /**
   * Reads a record. The two messages are alike but for the feature lists.
   *
   * @throws InvalidProtocolBufferException if it is neither
   * @throws IllegalArgumentException if a step of a feature list has not one value, or its name is
   *     that of a feature
   */
  static Sequence parse(byte[] data) throws InvalidProtocolBufferException {
    Example example = Example.parseFrom(data);
    if (!example.getUnknownFields().hasField(SequenceExample.FEATURE_LISTS_FIELD_NUMBER)) {
      return new Sequence(example.getFeatures().getFeatureMap(), Set.of());
    }
    Map<String, Feature> features = new HashMap<>(example.getFeatures().getFeatureMap());
    Map<String, FeatureList> lists =
        SequenceExample.parseFrom(data).getFeatureLists().getFeatureListMap();
    lists.forEach(
        (name, list) -> {
          if (features.put(name, joined(name, list)) != null) {
            throw new IllegalArgumentException(
                name + " is a feature and a feature list of a SequenceExample");
          }
        });
    return new Sequence(features, lists.keySet());
  }

  private static Feature joined(String name, FeatureList list) {
    Feature.Builder joined = Feature.newBuilder();
    for (Feature step : list.getFeatureList()) {
      boolean same =
          joined.getKindCase() == Feature.KindCase.KIND_NOT_SET
              || joined.getKindCase() == step.getKindCase();
      if (!same || FeatureValue.count(step) != 1) {
        throw new IllegalArgumentException(
            "feature list "
                + name
                + " of a SequenceExample has a step of "
                + FeatureValue.count(step)
                + " values (one, all of a type)");
      }
      joined.mergeFrom(step); // which appends
    }
    return joined.build();
  }
}
