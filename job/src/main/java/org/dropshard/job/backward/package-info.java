/**
 * The way back: gradients through the very masks of a finished run.
 *
 * <p>Imports {@code job.verify} for a run's own account, {@code job.plan}, {@code job.read} and
 * what they import. Promises that nothing but run.json says which masks a run had.
 */
package org.dropshard.job.backward;
