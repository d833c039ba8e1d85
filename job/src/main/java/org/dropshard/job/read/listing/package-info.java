/**
 * Which files an input names: roots, globs, files.
 *
 * <p>Imports: {@code job.error}, {@code job.store}.
 */
package org.dropshard.job.read.listing;
