/**
 * WebDataset shards: tar files in which neighbours whose names share a key are one sample.
 *
 * <p>Promises the same bytes for the same rows, and the samples that the webdataset library sees.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 *
 * @see <a href="https://github.com/webdataset/webdataset">webdataset</a>
 */
package org.dropshard.format.webdataset;
