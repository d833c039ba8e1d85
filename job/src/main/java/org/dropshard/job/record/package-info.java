/**
 * What a run says of itself: digests, statistics and the run as JSON under {@code _dropshard/}.
 *
 * <p>Promises that digest and statistics are equal to the last bit for any partitioning, and that
 * no credential is written.
 *
 * <p>Imports: {@code dropout}, {@code format}, {@code job.error}, {@code job.store}, {@code stats},
 * {@code stats.sums}, {@code step}, {@code tensor}.
 */
package org.dropshard.job.record;
