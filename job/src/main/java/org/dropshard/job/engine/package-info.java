/**
 * Runs partitions as one Spark job: samples in, outcomes back to the driver, progress and counts on
 * the way. Knows nothing of what a partition does with its samples.
 *
 * <p>Imports: {@code format}, {@code job.config}, {@code job.error}, {@code job.preview}, {@code
 * job.read.sample}, {@code job.record}, {@code job.shard}.
 */
package org.dropshard.job.engine;
