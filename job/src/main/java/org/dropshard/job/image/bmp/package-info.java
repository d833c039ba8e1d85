/** Bitmaps of Windows and OS/2. Imports {@code image.picture} for bytes, pictures and errors. */
package org.dropshard.job.image.bmp;
