/**
 * Normalisation of single samples, forward and backward.
 *
 * <p>Imports the JDK and {@code tensor}. Promises results that are equal to the last bit on every
 * machine: sums run in double, in one fixed order.
 */
package org.dropshard.normalize;
