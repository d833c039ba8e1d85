/**
 * The application: what starts it, and how it ends.
 *
 * <p>Subpackages: {@code cli} (commands) ← {@code config} (settings), {@code plan} (checks), {@code
 * augment} (the run) ← {@code read}, {@code output}, {@code record}. Promises the exit codes of
 * {@link org.dropshard.job.error.ExitCode}, and one line for a user's mistake.
 *
 * <p>Imports: {@code job.cli}, {@code job.error}, {@code spark}.
 */
package org.dropshard.job;
