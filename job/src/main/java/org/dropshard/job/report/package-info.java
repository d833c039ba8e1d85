/**
 * The report: one HTML page with everything in it, drawn from what a run left in {@code
 * _dropshard/}.
 *
 * <p>Promises a page that loads nothing and stays below three megabytes, and never to read a shard.
 *
 * <p>Imports: {@code job.config}, {@code job.error}, {@code job.preview}, {@code job.record},
 * {@code job.store}.
 */
package org.dropshard.job.report;
