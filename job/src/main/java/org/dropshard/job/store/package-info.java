/**
 * What file systems differ in: local files, object stores, S3A's committers.
 *
 * <p>Imports: {@code job.error}.
 */
package org.dropshard.job.store;
