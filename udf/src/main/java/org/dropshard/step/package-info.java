/**
 * Every operation on a sample under one roof: named, described by parameters, forward, backward and
 * in evaluation. What the job and its configuration, and SQL functions of the rarer kinds, work
 * with.
 *
 * <p>Promises that the names and parameters stay, and that a step with the same parameters gives
 * the same bytes for the same draw.
 *
 * <p>Imports: {@code convolution}, {@code dropout}, {@code normalize}, {@code random}, {@code
 * region}, {@code reshape}, {@code tensor}.
 */
package org.dropshard.step;
