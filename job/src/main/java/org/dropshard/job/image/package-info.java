/**
 * Picture files (JPEG, PNG, GIF, BMP, TIFF, WebP) as HWC tensors.
 *
 * <p>Imports {@code org.dropshard.tensor}, the JDK and, for BMP, TIFF and WebP, TwelveMonkeys.
 * Promises the same samples for the same file on any JVM and class path, and an exception in place
 * of part of a picture.
 *
 * <p>PNG is decoded by the JDK's own reader, which is Java in every JVM. JPEG is decoded here,
 * because the JVMs' readers of it are native libraries that do not agree (see {@link
 * org.dropshard.job.image.jpeg.JpegDecoder}), and GIF, because the JDK's reader gives wrong pixels
 * without a word (see {@link org.dropshard.job.image.GifDecoder}).
 */
package org.dropshard.job.image;
