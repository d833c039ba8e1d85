/**
 * Tables of catalogs as outputs: which may be written, and how an engine takes in a run by one
 * commit that bears its name.
 *
 * <p>Imports: {@code job.catalog}, {@code job.config}, {@code job.error}, {@code job.output},
 * {@code job.record}, {@code job.store}.
 */
package org.dropshard.job.tables;
