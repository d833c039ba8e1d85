/**
 * Runs that take in what is new: Spark's Structured Streaming finds the files and remembers them in
 * a checkpoint, {@code job.augment} adds each batch to the output as a run of its own.
 *
 * <p>Imports {@code job.plan}, {@code job.augment}, {@code job.output}. Promises that each file is
 * taken in once, wherever a run was killed.
 */
package org.dropshard.job.increment;
