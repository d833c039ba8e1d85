/** Spark's rows, partition by partition, without copies. */
package org.dropshard.job.read.scan;
