package org.dropshard.job.write;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's own codecs, with {@link StoredSnappy} for Snappy. */
final class ShardCodecs implements CompressionCodecFactory {
  private final CodecFactory codecs;
  private final StoredSnappy snappy = new StoredSnappy();

  ShardCodecs(Configuration hadoop, int pageBytes) {
    codecs = new CodecFactory(hadoop, pageBytes);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return name == CompressionCodecName.SNAPPY ? snappy : codecs.getCompressor(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return codecs.getDecompressor(name);
  }

  @Override
  public void release() {
    snappy.release();
    codecs.release();
  }
}
