/**
 * Inputs as samples: where files lie, what identifies a sample, how a cell becomes a tensor and
 * back.
 *
 * <p>Imports the kernels, {@code job.config} and {@code job.image}, Spark and Hadoop. Promises that
 * a sample's id depends on its key or its path alone, and that what is no tensor becomes a {@link
 * org.dropshard.job.read.sample.BadRecord}, not an exception.
 */
package org.dropshard.job.read;
