/**
 * Whole jobs against Spark's own copy of the same files, in one session, in turn.
 *
 * <p>Imports the job and Spark. Every figure is a ratio of two things measured in one run.
 */
package org.dropshard.bench.jobs;
