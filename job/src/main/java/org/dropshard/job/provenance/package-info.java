/**
 * What an output says to others of where it comes from: an in-toto statement with the SHA-256 of
 * every file, signed if a key was given.
 *
 * <p>Imports: {@code job.config}, {@code job.error}, {@code job.record}, {@code job.sign}, {@code
 * job.store}.
 */
package org.dropshard.job.provenance;
