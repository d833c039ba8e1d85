/**
 * What a channel adds up to, exactly, and the loops over floats, integers and bytes that take a
 * tensor's values in: lanes that the JIT vectorises, behind {@link TensorSums}.
 *
 * <p>Promises the same bits for the same multiset of samples.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.stats.sums;
