/**
 * What an output says of itself in MLCommons' Croissant: files with their digests, records, fields,
 * and where it comes from.
 *
 * <p>Imports: {@code job.record}.
 */
package org.dropshard.job.croissant;
