/**
 * What all decoders of pictures share: samples, limits, orientation, and the error of a bad one.
 */
package org.dropshard.job.image.picture;
