/**
 * MosaicML's shards, version 2, and the {@code index.json} that its StreamingDataset opens.
 *
 * <p>Imports {@code org.dropshard.format}, {@code org.dropshard.tensor}, Spark, and the zstd and
 * Jackson that Spark ships. Promises the same bytes for the same rows, an index that depends on the
 * shards alone, and never to read a pickle.
 *
 * @see <a
 *     href="https://docs.mosaicml.com/projects/streaming/en/stable/preparing_datasets/dataset_format.html">the
 *     format</a>
 */
package org.dropshard.format.mds;
