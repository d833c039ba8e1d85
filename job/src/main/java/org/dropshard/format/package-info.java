/**
 * What the file formats beside Parquet have in common: files of records as Spark data sources.
 *
 * <p>Imports Spark, Hadoop and the JDK, nothing of the job: any Spark application can use the
 * formats. Promises that a record that cannot be read is an exception of one line or a row of its
 * own, as the reader's {@code mode} says, and that no length found in a file is believed before it
 * was held against what is left of the file.
 */
package org.dropshard.format;
