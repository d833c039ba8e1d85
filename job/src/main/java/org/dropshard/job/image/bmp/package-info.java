/**
 * Bitmaps of Windows and OS/2.
 *
 * <p>Imports: {@code job.image.picture}, {@code tensor}.
 */
package org.dropshard.job.image.bmp;
