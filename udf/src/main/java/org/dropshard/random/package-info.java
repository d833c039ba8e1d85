/**
 * The random numbers of the mask contract: AES-128 in counter mode, keyed by the seed, addressed by
 * sample and stream.
 *
 * <p>What {@link org.dropshard.random.Keystream} returns for a (seed, id, stream) is frozen:
 * contract version 1. How fast it does so may change.
 *
 * <p>Imports: nothing of this project.
 */
package org.dropshard.random;
