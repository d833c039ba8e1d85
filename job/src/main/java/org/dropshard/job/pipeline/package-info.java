/**
 * The pipeline as a library: a {@code Dataset} in, a {@code Dataset} out, statistics as an
 * observation.
 *
 * <p>Imports the SQL functions and Spark, nothing of the command line. Promises the tensors, ids
 * and statistics that {@code augment} would write.
 */
package org.dropshard.job.pipeline;
