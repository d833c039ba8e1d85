/**
 * The way back: gradients through the very masks of a finished run.
 *
 * <p>Promises that nothing but run.json says which masks a run had.
 *
 * <p>Imports: {@code format}, {@code job.config}, {@code job.error}, {@code job.output}, {@code
 * job.plan}, {@code job.read}, {@code job.read.sample}, {@code job.record}, {@code job.tables},
 * {@code job.verify}, {@code tensor}.
 */
package org.dropshard.job.backward;
