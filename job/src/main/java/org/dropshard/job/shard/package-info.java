/**
 * Shards of one task: opened, filled, closed, named, and logged with their digests and statistics.
 */
package org.dropshard.job.shard;
