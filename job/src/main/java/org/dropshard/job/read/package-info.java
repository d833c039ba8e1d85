/**
 * Inputs as samples: where files lie, what identifies a sample, how a cell becomes a tensor and
 * back.
 *
 * <p>Promises that a sample's id depends on its key or its path alone, and that what is no tensor
 * becomes a {@link org.dropshard.job.read.sample.BadRecord}, not an exception.
 *
 * <p>Imports: {@code format}, {@code format.registry}, {@code job.config}, {@code job.error},
 * {@code job.image}, {@code job.read.files}, {@code job.read.listing}, {@code job.read.sample},
 * {@code job.read.scan}, {@code job.read.table}, {@code tensor}.
 */
package org.dropshard.job.read;
