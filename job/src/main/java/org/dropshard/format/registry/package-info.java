/**
 * All formats, in one list: which there are, and in which order they are tried.
 *
 * <p>Imports: {@code format}, {@code format.hdf5}, {@code format.mds}, {@code format.nifti}, {@code
 * format.npy}, {@code format.parquet}, {@code format.safetensors}, {@code format.tfrecord}, {@code
 * format.webdataset}.
 */
package org.dropshard.format.registry;
