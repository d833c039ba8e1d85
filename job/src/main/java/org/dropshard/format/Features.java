package org.dropshard.format;

import java.io.Serializable;

/**
 * How TFRecords name what makes up a tensor.
 *
 * @param tensor the feature of its values
 * @param shape the feature of its axes
 * @param dtype the feature of its type's name
 */
public record Features(String tensor, String shape, String dtype) implements Serializable {}
