/**
 * Moving the elements of a tensor about, forward and backward.
 *
 * <p>Promises that every element keeps its bits.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.reshape;
