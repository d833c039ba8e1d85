/**
 * Shards of one task: opened, filled, closed, named, and logged with their digests and statistics.
 *
 * <p>Imports: {@code format}, {@code job.error}, {@code job.record}, {@code job.store}, {@code
 * tensor}.
 */
package org.dropshard.job.shard;
