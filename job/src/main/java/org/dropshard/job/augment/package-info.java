/**
 * The run: samples in, shards and their proof out, in one pass.
 *
 * <p>Promises that every row is counted once, whatever is retried, and that an output appears whole
 * or not at all.
 *
 * <p>Imports: {@code dropout}, {@code format}, {@code format.cell}, {@code job.config}, {@code
 * job.croissant}, {@code job.engine}, {@code job.error}, {@code job.expect}, {@code job.output},
 * {@code job.preview}, {@code job.provenance}, {@code job.read.listing}, {@code job.read.sample},
 * {@code job.read.scan}, {@code job.recipe}, {@code job.record}, {@code job.report}, {@code
 * job.shard}, {@code job.store}, {@code stats}, {@code step}, {@code tensor}.
 */
package org.dropshard.job.augment;
