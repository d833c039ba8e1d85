package org.dropshard.job.config;

import java.io.Serializable;

/**
 * How TFRecords name what makes up a tensor.
 *
 * @param tensor the feature of its values
 * @param shape the feature of its axes
 * @param dtype the feature of its type's name
 */
public record Features(String tensor, String shape, String dtype) implements Serializable {
  static Features of(Settings settings) {
    return new Features(
        settings.required(Setting.TENSOR_FEATURE),
        settings.required(Setting.SHAPE_FEATURE),
        settings.required(Setting.DTYPE_FEATURE));
  }
}
