/**
 * MosaicML's shards, version 2, and the {@code index.json} that its StreamingDataset opens.
 *
 * <p>Promises the same bytes for the same rows, an index that depends on the shards alone, and
 * never to read a pickle.
 *
 * <p>Imports: {@code format}, {@code format.cell}, {@code tensor}.
 *
 * @see <a
 *     href="https://docs.mosaicml.com/projects/streaming/en/stable/preparing_datasets/dataset_format.html">the
 *     format</a>
 */
package org.dropshard.format.mds;
