/**
 * The output as a whole: its lock, the journal and the transactions that make a run visible at once
 * or not at all, and its account so far.
 *
 * <p>Imports: {@code format}, {@code format.registry}, {@code job.config}, {@code job.error},
 * {@code job.preview}, {@code job.record}, {@code job.store}, {@code stats}, {@code tensor}.
 */
package org.dropshard.job.output;
