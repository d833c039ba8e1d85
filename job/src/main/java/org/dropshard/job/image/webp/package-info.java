/**
 * WebP, lossy and lossless, with the samples of libwebp. Promises the same samples on any machine.
 *
 * <p>Imports: {@code job.image.picture}, {@code tensor}.
 */
package org.dropshard.job.image.webp;
