/**
 * Picture files (JPEG, PNG, GIF, BMP, TIFF, WebP) as HWC tensors.
 *
 * <p>Promises the same samples for the same file on any JVM and class path, and an exception in
 * place of part of a picture.
 *
 * <p>PNG is decoded by the JDK's own reader, which is Java in every JVM. The others are decoded
 * here: JPEG because the JVMs' readers of it are native libraries that do not agree (see {@link
 * org.dropshard.job.image.jpeg.JpegDecoder}), GIF because the JDK's reader gives wrong pixels
 * without a word (see {@link org.dropshard.job.image.GifDecoder}), TIFF, WebP and BMP because no
 * library in Java reads all that is in use, with the samples that other readers give.
 *
 * <p>Imports: {@code job.image.bmp}, {@code job.image.jpeg}, {@code job.image.picture}, {@code
 * job.image.tiff}, {@code job.image.webp}, {@code tensor}.
 */
package org.dropshard.job.image;
