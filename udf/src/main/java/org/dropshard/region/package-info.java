/**
 * Dropout of regions: blocks, holes and grids of neighbouring places. Each makes a mask of a sample
 * alone, never of a batch; writing it is {@code dropout}'s.
 *
 * <p>Imports the JDK, {@code tensor}, {@code random} and {@code dropout}. Which words of the
 * keystream decide what is written down in each class, and stays.
 */
package org.dropshard.region;
