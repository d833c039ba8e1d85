/**
 * Parquet shards whose pages of tensors are made here, and what their footers say of the tensor
 * column.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 */
package org.dropshard.format.parquet;
