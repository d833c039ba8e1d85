/**
 * The SQL functions: what each takes, and how Spark's cells become tensors and tensors cells.
 *
 * <p>Imports Spark and this project's {@code tensor}, {@code dropout} and {@code stats}, which do
 * all the arithmetic. Promises names, signatures and canonical names that stay, and static native
 * calls that box nothing.
 *
 * <p>Functions look alike because Spark calls a static {@code invoke} of exactly the argument
 * types, which the bound class itself must declare (an inherited one is not found), and which has
 * no other state than that class: each name needs its own, for each form of tensor and number of
 * arguments. What they do stands once, in {@link StepCells}, {@link Kernels}, {@link Ready} and the
 * cells.
 */
package org.dropshard.spark.functions;
