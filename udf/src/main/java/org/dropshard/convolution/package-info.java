/**
 * The convolution layer, forward and backward, by its definition.
 *
 * <p>Imports the JDK and {@code tensor}. Promises results that are equal to the last bit on every
 * machine: sums run in double, in one fixed order.
 */
package org.dropshard.convolution;
