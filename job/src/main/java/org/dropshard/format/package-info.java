/**
 * What the file formats beside Parquet have in common: files of records as Spark data sources.
 *
 * <p>Promises that a record that cannot be read is an exception of one line or a row of its own, as
 * the reader's {@code mode} says, and that no length found in a file is believed before it was held
 * against what is left of the file.
 *
 * <p>Imports: {@code format.cell}, {@code tensor}.
 */
package org.dropshard.format;
