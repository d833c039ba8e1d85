/**
 * npz archives: many npy arrays in a zip, as {@code numpy.savez} writes them, and a row of columns
 * for each.
 *
 * <p>Imports {@code org.dropshard.format} and Spark. Promises the same bytes for the same rows, and
 * that {@code numpy.load} reads every array.
 */
package org.dropshard.format.npy;
