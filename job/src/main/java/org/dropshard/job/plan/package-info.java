/**
 * What is checked before a run, and what the run would do.
 *
 * <p>Imports {@code job.read}, {@code job.output}, {@code job.config} and Spark. Promises to touch
 * nothing: a plan reads listings, schemas and a few samples.
 */
package org.dropshard.job.plan;
