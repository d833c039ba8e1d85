/**
 * TIFF and BigTIFF: directories, strips and tiles, their compressions, and what their samples mean.
 * Promises the same samples on any machine.
 *
 * <p>Imports: {@code job.image.jpeg}, {@code job.image.picture}, {@code tensor}.
 */
package org.dropshard.job.image.tiff;
