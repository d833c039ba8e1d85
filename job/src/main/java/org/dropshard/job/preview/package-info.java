/**
 * What a report shows of the values themselves, gathered in the run's one pass: histograms, and a
 * handful of samples as small pictures before and after.
 *
 * <p>Promises the same choice and counts for any partitioning, and a size that does not grow with
 * the dataset.
 *
 * <p>Imports: {@code dropout}, {@code format.cell.picture}, {@code job.config}, {@code
 * job.read.sample}, {@code job.record}, {@code stats}, {@code tensor}.
 */
package org.dropshard.job.preview;
