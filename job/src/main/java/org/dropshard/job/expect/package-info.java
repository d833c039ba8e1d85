/**
 * What a run is expected to have found, judged before its output appears: expectations over numbers
 * by name, and the drift of channels against a baseline.
 *
 * <p>Imports: {@code job.record}, {@code stats}.
 */
package org.dropshard.job.expect;
