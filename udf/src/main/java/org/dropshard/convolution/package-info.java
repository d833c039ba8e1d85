/**
 * The convolution layer, forward and backward, by its definition.
 *
 * <p>Promises results that are equal to the last bit on every machine: sums run in double, in one
 * fixed order.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.convolution;
