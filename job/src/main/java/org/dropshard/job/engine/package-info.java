/**
 * Runs partitions as one Spark job: samples in, outcomes back to the driver, progress and counts on
 * the way. Knows nothing of what a partition does with its samples.
 */
package org.dropshard.job.engine;
