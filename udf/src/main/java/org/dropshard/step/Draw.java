package org.dropshard.step;

/**
 * Where a step's random words come from.
 *
 * @param seed any value
 * @param id the sample's, or that of the group that shares a mask
 * @param stream in [0, 2³¹)
 */
public record Draw(long seed, long id, int stream) {}
