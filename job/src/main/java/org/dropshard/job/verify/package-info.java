/**
 * Whether an output is what it says: every mask made again, every count, digest and statistic.
 *
 * <p>Imports {@code job.read}, {@code job.augment}, {@code job.record} and the kernels. Promises to
 * trust nothing but run.json's description of the masks and, with an input, the input.
 */
package org.dropshard.job.verify;
