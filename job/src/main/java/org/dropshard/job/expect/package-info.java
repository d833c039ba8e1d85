/**
 * What a run is expected to have found, judged before its output appears: expectations over numbers
 * by name, and the drift of channels against a baseline. Imports error and record.
 */
package org.dropshard.job.expect;
