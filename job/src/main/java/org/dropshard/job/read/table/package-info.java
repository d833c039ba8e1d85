/** Tables: Parquet and record formats, their footers, and the tensor column among the others. */
package org.dropshard.job.read.table;
