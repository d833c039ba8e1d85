/**
 * Spark's rows, partition by partition, without copies.
 *
 * <p>Imports: {@code format}, {@code job.error}, {@code job.read.listing}, {@code job.read.sample}.
 */
package org.dropshard.job.read.scan;
