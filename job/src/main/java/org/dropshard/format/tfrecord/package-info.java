/**
 * TFRecord files of {@code tf.train.Example}.
 *
 * <p>Imports {@code org.dropshard.format}, Spark, TensorFlow's own classes of Example and the
 * protobuf that Spark ships. Promises that both checksums of every record were held, and the same
 * bytes for the same rows.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord and
 *     tf.train.Example</a>
 */
package org.dropshard.format.tfrecord;
