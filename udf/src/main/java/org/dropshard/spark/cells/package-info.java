/**
 * The cells of Spark in which tensors come and go: npy, arrays of floats or doubles, and Spark's
 * image struct.
 *
 * <p>Promises one reading of each form, for SQL functions and jobs alike.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.spark.cells;
