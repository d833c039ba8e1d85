/**
 * How a command ends: exit codes, and errors that are one line to whoever called.
 *
 * <p>Imports: nothing of this project.
 */
package org.dropshard.job.error;
