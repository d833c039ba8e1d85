/**
 * A sample and where it comes from: keys, mask ids, bad records, and what every reader promises.
 */
package org.dropshard.job.read.sample;
