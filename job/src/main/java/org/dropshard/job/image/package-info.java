/**
 * Picture files (JPEG, PNG, GIF, BMP, TIFF, WebP) as HWC tensors.
 *
 * <p>Imports {@code org.dropshard.tensor}, the JDK and, for TIFF and WebP, TwelveMonkeys. Promises
 * the same samples for the same file on any JVM and class path, and an exception in place of part
 * of a picture.
 */
package org.dropshard.job.image;
