/**
 * The command line: commands, their options made from the table of settings, progress and
 * summaries.
 *
 * <p>Imports everything below it; nothing imports it. Promises one line on stderr and an exit code
 * for whatever goes wrong, and results on stdout.
 */
package org.dropshard.job.cli;
