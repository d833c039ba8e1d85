/**
 * JPEG, baseline and progressive, with the samples of libjpeg-turbo. Imports {@code job.image} for
 * bytes, pictures and errors.
 */
package org.dropshard.job.image.jpeg;
