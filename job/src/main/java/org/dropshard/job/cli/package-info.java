/**
 * The command line: commands, their options made from the table of settings, progress and
 * summaries.
 *
 * <p>Promises one line on stderr and an exit code for whatever goes wrong, and results on stdout.
 *
 * <p>Imports: {@code job.augment}, {@code job.backward}, {@code job.config}, {@code job.demo},
 * {@code job.engine}, {@code job.error}, {@code job.expect}, {@code job.image}, {@code
 * job.increment}, {@code job.output}, {@code job.plan}, {@code job.read}, {@code job.read.sample},
 * {@code job.record}, {@code job.report}, {@code job.show}, {@code job.sign}, {@code job.store},
 * {@code job.tables}, {@code job.verify}, {@code spark.functions}, {@code tensor}.
 */
package org.dropshard.job.cli;
