/**
 * Pictures beside what kinds of dropout make of them, on one page.
 *
 * <p>Promises the masks that {@code augment} makes of the same pictures.
 *
 * <p>Imports: {@code job.augment}, {@code job.config}, {@code job.error}, {@code job.preview},
 * {@code job.read.files}, {@code job.read.listing}, {@code job.read.sample}, {@code job.recipe},
 * {@code job.record}, {@code job.report}, {@code tensor}.
 */
package org.dropshard.job.show;
