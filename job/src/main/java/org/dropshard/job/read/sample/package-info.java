/**
 * A sample and where it comes from: keys, mask ids, bad records, and what every reader promises.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code job.config}, {@code job.error}, {@code
 * job.read.listing}, {@code job.store}, {@code random}, {@code tensor}.
 */
package org.dropshard.job.read.sample;
