/**
 * What a run says of itself: digests, statistics and the run as JSON under {@code _dropshard/}.
 *
 * <p>Imports the kernels, {@code format} and Jackson. Promises that digest and statistics are equal
 * to the last bit for any partitioning, and that no credential is written.
 */
package org.dropshard.job.record;
