/**
 * Which files an input names: roots, globs, files, each once; which of them are of a format, and
 * why others are not read.
 *
 * <p>Imports: {@code format}, {@code job.error}, {@code job.image}, {@code job.store}.
 */
package org.dropshard.job.read.listing;
