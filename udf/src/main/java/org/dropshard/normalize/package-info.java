/**
 * Normalisation of single samples, forward and backward.
 *
 * <p>Promises results that are equal to the last bit on every machine: sums run in double, in one
 * fixed order.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.normalize;
