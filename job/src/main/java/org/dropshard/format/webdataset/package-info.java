/**
 * WebDataset shards: tar files in which neighbours whose names share a key are one sample.
 *
 * <p>Imports {@code org.dropshard.format}, Spark and Commons Compress, which Spark ships. Promises
 * the same bytes for the same rows, and the samples that the webdataset library sees.
 *
 * @see <a href="https://github.com/webdataset/webdataset">webdataset</a>
 */
package org.dropshard.format.webdataset;
