/**
 * WebP, lossy and lossless, with the samples of libwebp. Imports {@code image.picture} for bytes,
 * pictures and errors, and the JDK. Promises the same samples on any machine.
 */
package org.dropshard.job.image.webp;
