/**
 * The SQL functions: what each takes, and how Spark's cells become tensors and tensors cells.
 *
 * <p>Imports Spark and this project's {@code tensor}, {@code dropout} and {@code stats}, which do
 * all the arithmetic. Promises names, signatures and canonical names that stay, and static native
 * calls that box nothing.
 */
package org.dropshard.spark.functions;
