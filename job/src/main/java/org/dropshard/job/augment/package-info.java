/**
 * The run: samples in, shards and their proof out, in one pass.
 *
 * <p>Imports {@code job.read}, {@code job.engine}, {@code job.output}, {@code job.record}, {@code
 * job.config}, Spark and the kernels. Promises that every row is counted once, whatever is retried,
 * and that an output appears whole or not at all.
 */
package org.dropshard.job.augment;
