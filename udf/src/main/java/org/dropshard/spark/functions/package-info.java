/**
 * The SQL functions: what each takes, and how a call becomes a step on a cell.
 *
 * <p>Promises names, signatures and canonical names that stay, and native calls that box nothing.
 *
 * <p>Spark calls the {@code invoke} that a bound class itself declares for exactly the types of a
 * call, so {@link StepOfNpy}, {@link StepOfArray} and {@link StepOfImage} declare one for each list
 * of arguments that {@link StepFunctions} has a use for.
 *
 * <p>Imports: {@code convolution}, {@code dropout}, {@code normalize}, {@code spark.cells}, {@code
 * stats}, {@code step}, {@code tensor}.
 */
package org.dropshard.spark.functions;
