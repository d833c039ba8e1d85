/**
 * The output as a whole: its lock, the journal and the transactions that make a run visible at once
 * or not at all, and its account so far.
 */
package org.dropshard.job.output;
