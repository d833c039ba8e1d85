/**
 * Runs that take in what is new: Spark's Structured Streaming finds the files and remembers them in
 * a checkpoint, {@code job.augment} adds each batch to the output as a run of its own.
 *
 * <p>Promises that each file is taken in once, wherever a run was killed.
 *
 * <p>Imports: {@code job.augment}, {@code job.catalog}, {@code job.config}, {@code job.engine},
 * {@code job.error}, {@code job.output}, {@code job.plan}, {@code job.read.listing}, {@code
 * job.read.sample}, {@code job.read.table}, {@code job.record}, {@code job.store}, {@code
 * job.tables}.
 */
package org.dropshard.job.increment;
