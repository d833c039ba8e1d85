/**
 * Dropout of regions: blocks, holes and grids of neighbouring places. Each makes a mask of a sample
 * alone, never of a batch; writing it is {@code dropout}'s.
 *
 * <p>Which words of the keystream decide what is written down in each class, and stays.
 *
 * <p>Imports: {@code dropout}, {@code random}, {@code tensor}.
 */
package org.dropshard.region;
