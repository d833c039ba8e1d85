/**
 * Files of one sample or of arrays: pictures, npy, npz, NIfTI.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code job.config}, {@code job.error}, {@code
 * job.image}, {@code job.image.picture}, {@code job.read.cell}, {@code job.read.listing}, {@code
 * job.read.sample}, {@code job.read.scan}, {@code tensor}.
 */
package org.dropshard.job.read.files;
