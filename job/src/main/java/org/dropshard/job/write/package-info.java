/**
 * Output: shards by Spark's commit protocol, and the one step that makes an output appear.
 *
 * <p>Imports {@code job.manifest}, Spark and Hadoop. Promises that files of failed attempts are not
 * part of an output, and that an old output stays until the new one is whole.
 */
package org.dropshard.job.write;
