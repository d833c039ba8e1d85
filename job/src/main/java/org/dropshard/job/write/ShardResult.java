package org.dropshard.job.write;

import org.dropshard.job.manifest.ShardSummary;

/**
 * A shard that was written.
 *
 * @param file its path below the output
 * @param summary what it holds
 */
public record ShardResult(String file, ShardSummary summary) {}
