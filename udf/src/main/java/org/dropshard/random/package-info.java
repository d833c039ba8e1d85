/**
 * The random numbers of the mask contract: AES-128 in counter mode, keyed by the seed, addressed by
 * sample and stream.
 *
 * <p>Imports the JDK alone, and no other package of this project. What {@link
 * org.dropshard.random.Keystream} returns for a (seed, id, stream) is frozen: contract version 1.
 * How fast it does so may change.
 */
package org.dropshard.random;
