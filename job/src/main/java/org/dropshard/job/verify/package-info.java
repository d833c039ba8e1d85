/**
 * Whether an output is what it says: every mask made again, every count, digest and statistic.
 *
 * <p>Promises to trust nothing but run.json's description of the masks and, with an input, the
 * input.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code format.registry}, {@code job.augment},
 * {@code job.config}, {@code job.croissant}, {@code job.engine}, {@code job.error}, {@code
 * job.image}, {@code job.output}, {@code job.provenance}, {@code job.read}, {@code
 * job.read.listing}, {@code job.read.sample}, {@code job.read.scan}, {@code job.recipe}, {@code
 * job.record}, {@code job.shard}, {@code job.sign}, {@code job.store}, {@code stats}, {@code step},
 * {@code tensor}.
 */
package org.dropshard.job.verify;
