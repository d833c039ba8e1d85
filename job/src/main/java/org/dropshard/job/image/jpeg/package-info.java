/**
 * JPEG, baseline and progressive, with the samples of libjpeg-turbo.
 *
 * <p>Imports: {@code job.image.picture}, {@code tensor}.
 */
package org.dropshard.job.image.jpeg;
