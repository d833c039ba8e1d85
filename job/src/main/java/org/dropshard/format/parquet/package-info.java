/**
 * Parquet shards whose pages of tensors are made here, and what their footers say of the tensor
 * column.
 */
package org.dropshard.format.parquet;
