/**
 * TFRecord files of {@code tf.train.Example}.
 *
 * <p>Promises that both checksums of every record were held, and the same bytes for the same rows.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord and
 *     tf.train.Example</a>
 */
package org.dropshard.format.tfrecord;
