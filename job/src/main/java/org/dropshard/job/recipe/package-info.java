/**
 * What is done to one sample: the steps of a run, forward and backward, with their copies.
 *
 * <p>Imports: {@code dropout}, {@code format}, {@code format.cell}, {@code job.config}, {@code
 * job.read.sample}, {@code job.record}, {@code random}, {@code stats}, {@code step}, {@code
 * tensor}.
 */
package org.dropshard.job.recipe;
