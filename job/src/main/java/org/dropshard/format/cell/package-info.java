/**
 * How cells hold tensors, in any format, and the names by which that is asked for.
 *
 * <p>Imports kernels, cells of SQL and Spark. Promises the same cell for the same tensor.
 */
package org.dropshard.format.cell;
