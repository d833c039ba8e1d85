/**
 * What is done to one sample: the steps of a run, forward and backward, with their copies. Imports
 * configuration and kernels; touches no file.
 */
package org.dropshard.job.recipe;
