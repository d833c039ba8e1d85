/**
 * The report: one HTML page with everything in it, drawn from what a run left in {@code
 * _dropshard/}.
 *
 * <p>Imports {@code job.record}, {@code job.preview}, {@code job.output}, {@code job.config},
 * Hadoop and Jackson; the page's templates and its charts' library are resources. Promises a page
 * that loads nothing and stays below three megabytes, and never to read a shard.
 */
package org.dropshard.job.report;
