/**
 * Per-channel statistics that do not depend on partitioning or on the order of merges: sums are
 * fixed in order within a sample and exact across samples.
 *
 * <p>Promises the same bits for the same multiset of samples, and a state that merges.
 *
 * <p>Imports: {@code stats.sums}, {@code tensor}.
 */
package org.dropshard.stats;
