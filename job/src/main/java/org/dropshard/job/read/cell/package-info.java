/**
 * Tensor cells in all their encodings, read and written.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code format.registry}, {@code job.error},
 * {@code job.image}, {@code job.image.picture}, {@code spark.cells}, {@code tensor}.
 */
package org.dropshard.job.read.cell;
