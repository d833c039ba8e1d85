/**
 * What a report shows of the values themselves, gathered in the run's one pass: histograms, and a
 * handful of samples as small pictures before and after.
 *
 * <p>Imports the kernels and {@code job.record}. Promises the same choice and counts for any
 * partitioning, and a size that does not grow with the dataset.
 */
package org.dropshard.job.preview;
