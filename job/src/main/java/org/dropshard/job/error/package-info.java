/**
 * How a command ends: exit codes, and errors that are one line to whoever called.
 *
 * <p>Imports: {@code tensor}.
 */
package org.dropshard.job.error;
