/**
 * HDF5 files: datasets whose first axis counts samples.
 *
 * <p>Read by the format's description alone, here and there in the file, so that any file system
 * serves. Promises that no size, place or count is believed before it was held against the file,
 * that checksums of metadata and of chunks are checked, and that no more than a few rows and one
 * chunk of each column are in memory.
 *
 * <p>Imports: {@code format}, {@code tensor}.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file
 *     format specification</a>
 */
package org.dropshard.format.hdf5;
