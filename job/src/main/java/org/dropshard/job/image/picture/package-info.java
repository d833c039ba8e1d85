/**
 * What all decoders of pictures share: samples, limits, orientation, and the error of a bad one.
 *
 * <p>Imports: {@code format}, {@code tensor}.
 */
package org.dropshard.job.image.picture;
