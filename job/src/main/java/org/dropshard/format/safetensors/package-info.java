/**
 * safetensors files: named tensors behind a header of JSON.
 *
 * <p>Promises that a header is held against the file before anything is read by it.
 *
 * <p>Imports: {@code format}, {@code tensor}.
 */
package org.dropshard.format.safetensors;
