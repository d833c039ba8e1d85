/**
 * How a command ends: exit codes, and errors that are one line to whoever called. Imports nothing
 * of the job.
 */
package org.dropshard.job.error;
