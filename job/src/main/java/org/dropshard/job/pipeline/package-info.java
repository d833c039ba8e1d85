/**
 * The pipeline as a library: a {@code Dataset} in, a {@code Dataset} out, statistics as an
 * observation.
 *
 * <p>Promises the tensors, ids and statistics that {@code augment} would write.
 *
 * <p>Imports: {@code dropout}, {@code job.read.sample}, {@code spark}, {@code tensor}.
 */
package org.dropshard.job.pipeline;
