/**
 * Tensors as little-endian bytes with a type and a shape, and the npy container around them.
 *
 * <p>Promises that a tensor read from an npy cell and written again is the array that {@code
 * numpy.load} and {@code numpy.save} see.
 *
 * <p>Imports: nothing of this project.
 */
package org.dropshard.tensor;
