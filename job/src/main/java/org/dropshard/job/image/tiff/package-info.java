/**
 * TIFF and BigTIFF: directories, strips and tiles, their compressions, and what their samples mean.
 * Imports {@code image.picture} for bytes, pictures and errors, {@code image.jpeg} for JPEG inside,
 * and the JDK's Inflater and zstd-jni. Promises the same samples on any machine.
 */
package org.dropshard.job.image.tiff;
