/**
 * Tensors as picture files: PNG, TIFF and JPEG.
 *
 * <p>Promises the same samples back from PNG and TIFF, and the same bytes from the same JVM.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.format.cell.picture;
