/**
 * Tables of the session's catalogs: what they are, which version is read, and what is missing where
 * one cannot be found.
 *
 * <p>Imports: {@code job.config}, {@code job.error}, {@code tensor}.
 */
package org.dropshard.job.catalog;
