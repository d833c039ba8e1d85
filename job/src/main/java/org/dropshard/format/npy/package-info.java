/**
 * npz archives: many npy arrays in a zip, as {@code numpy.savez} writes them, and a row of columns
 * for each.
 *
 * <p>Promises the same bytes for the same rows, and that {@code numpy.load} reads every array.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 */
package org.dropshard.format.npy;
