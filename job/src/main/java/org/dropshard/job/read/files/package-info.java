/** Files of one sample or of arrays: pictures, npy, npz. */
package org.dropshard.job.read.files;
