package org.dropshard.dropout;

/**
 * A random fill and where it draws from.
 *
 * @param seed of the masks
 * @param id of the sample, or of the group that shares a mask
 * @param stream of the mask, in [0, 2³⁰)
 */
public record Drawn(RandomFill fill, long seed, long id, int stream) {}
