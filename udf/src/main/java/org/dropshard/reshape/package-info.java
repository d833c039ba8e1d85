/**
 * Moving the elements of a tensor about, forward and backward.
 *
 * <p>Imports the JDK and {@code tensor}. Promises that every element keeps its bits.
 */
package org.dropshard.reshape;
