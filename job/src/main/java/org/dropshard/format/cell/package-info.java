/**
 * How cells hold tensors, in any format, and the names by which that is asked for.
 *
 * <p>Promises the same cell for the same tensor.
 *
 * <p>Imports: {@code format.cell.picture}, {@code spark.cells}, {@code tensor}.
 */
package org.dropshard.format.cell;
