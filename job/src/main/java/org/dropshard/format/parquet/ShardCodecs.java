package org.dropshard.format.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's own codecs, with {@link StoredSnappy} for tensors. Not thread-safe. */
final class ShardCodecs {
  private final CodecFactory codecs;
  private final StoredSnappy snappy = new StoredSnappy();

  ShardCodecs(Configuration hadoop, int pageBytes) {
    codecs = new CodecFactory(hadoop, pageBytes);
  }

  /** Parquet's own. */
  BytesInputCompressor compressor(CompressionCodecName codec) {
    return codecs.getCompressor(codec);
  }

  /**
   * Compresses a page of tensors.
   *
   * @param page has {@link StoredSnappy#HEADROOM} before it; is given back if the result is another
   */
  Slab compress(CompressionCodecName codec, Slab page) throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> page;
      case SNAPPY -> snappy.compress(page);
      default -> {
        BytesInput compressed = compressor(codec).compress(page.bytes());
        Slab slab = Slab.of(Math.toIntExact(compressed.size()));
        compressed.writeAllTo(slab.filler());
        page.giveBack();
        yield slab;
      }
    };
  }

  void release() {
    codecs.release();
  }
}
