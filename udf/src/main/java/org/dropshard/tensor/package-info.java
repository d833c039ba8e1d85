/**
 * Tensors as little-endian bytes with a type and a shape, and the npy container around them.
 *
 * <p>Imports the JDK alone, and no other package of this project. Promises that a tensor read from
 * an npy cell and written again is the array that {@code numpy.load} and {@code numpy.save} see.
 */
package org.dropshard.tensor;
