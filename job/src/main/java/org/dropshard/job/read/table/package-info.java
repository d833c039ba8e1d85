/**
 * Tables: Parquet and record formats, their footers, and the tensor column among the others.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code job.catalog}, {@code job.config}, {@code
 * job.error}, {@code job.read.cell}, {@code job.read.listing}, {@code job.read.sample}, {@code
 * job.read.scan}, {@code spark.cells}, {@code tensor}.
 */
package org.dropshard.job.read.table;
