/**
 * Parquet whose pages of tensors are read and made here, and what its footers say of the tensor
 * column.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 */
package org.dropshard.format.parquet;
