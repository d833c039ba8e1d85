/**
 * What an output says of itself to loaders and hubs: in MLCommons' Croissant files with their
 * digests, records, fields, and where it comes from; to WebDataset's wids how many samples each
 * shard has.
 *
 * <p>Imports: {@code job.record}.
 */
package org.dropshard.job.croissant;
