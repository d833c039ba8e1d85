/**
 * What a channel adds up to, exactly, and the loops over floats, integers and bytes that take a
 * tensor's values in: lanes that the JIT vectorises, behind {@link TensorSums}.
 *
 * <p>Imports the JDK and {@code tensor}. Promises the same bits for the same multiset of samples.
 */
package org.dropshard.stats.sums;
