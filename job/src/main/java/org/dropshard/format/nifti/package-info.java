/**
 * NIfTI files: a volume, or several, behind a header.
 *
 * <p>Promises that a header is held against the file before anything is read by it.
 *
 * <p>Imports: {@code format}, {@code tensor}.
 */
package org.dropshard.format.nifti;
