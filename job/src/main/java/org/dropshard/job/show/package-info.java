/**
 * Pictures beside what kinds of dropout make of them, on one page.
 *
 * <p>Imports {@code job.read}, {@code job.recipe}, {@code job.preview} and {@code job.report}; no
 * session. Promises the masks that {@code augment} makes of the same pictures.
 */
package org.dropshard.job.show;
