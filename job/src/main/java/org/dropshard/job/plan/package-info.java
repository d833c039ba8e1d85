/**
 * What is checked before a run, and what the run would do.
 *
 * <p>Promises to touch nothing: a plan reads listings, schemas and a few samples.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code job.augment}, {@code job.config}, {@code
 * job.error}, {@code job.image}, {@code job.output}, {@code job.read}, {@code job.read.listing},
 * {@code job.read.sample}, {@code job.read.table}, {@code job.recipe}, {@code job.record}, {@code
 * job.store}, {@code step}, {@code tensor}.
 */
package org.dropshard.job.plan;
