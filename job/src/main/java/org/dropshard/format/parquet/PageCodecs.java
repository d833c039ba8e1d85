package org.dropshard.format.parquet;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's codecs for reading, but that pages come in arrays of {@link SlabPool#SHARED}, and
 * Snappy's straight from the file's bytes: Parquet's own fills two buffers outside the heap with
 * zeros and copies a page four times. Not thread-safe.
 */
final class PageCodecs implements CompressionCodecFactory {
  private final CodecFactory codecs;
  private final Map<byte[], Slab> lent = new IdentityHashMap<>();

  PageCodecs(Configuration hadoop) {
    codecs = new CodecFactory(hadoop, 0);
  }

  /** Takes a page's array back, if it was lent here. */
  void giveBack(byte[] page) {
    Slab slab = lent.remove(page);
    if (slab != null) {
      slab.giveBack();
    }
  }

  /** What is left of a page, in one piece, which is a copy only if it lies in several. */
  static ByteBuffer rest(ByteBufferInputStream page) throws IOException {
    return page.slice(page.available()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return codecs.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    BytesInputDecompressor parquets = codecs.getDecompressor(codec);
    return codec == CompressionCodecName.UNCOMPRESSED
        ? parquets
        : new Decompressor(codec, parquets);
  }

  @Override
  public void release() {
    lent.values().forEach(Slab::giveBack);
    lent.clear();
    codecs.release();
  }

  private final class Decompressor implements BytesInputDecompressor {
    private final CompressionCodecName codec;
    private final BytesInputDecompressor parquets;

    Decompressor(CompressionCodecName codec, BytesInputDecompressor parquets) {
      this.codec = codec;
      this.parquets = parquets;
    }

    @Override
    public BytesInput decompress(BytesInput compressed, int size) throws IOException {
      if (codec != CompressionCodecName.SNAPPY) {
        Slab page = lend(size);
        new DataInputStream(parquets.decompress(compressed, size).toInputStream())
            .readFully(page.array(), 0, size);
        return page.bytes();
      }
      ByteBufferInputStream in = compressed.toInputStream();
      List<ByteBuffer> pieces = in.sliceBuffers(in.available());
      if (pieces.size() == 1) {
        ByteBuffer only = pieces.get(0);
        return unpacked(only.array(), only.arrayOffset() + only.position(), only.remaining(), size);
      }
      Slab whole = Slab.of(Math.toIntExact(compressed.size()));
      try {
        ByteBuffer joined = ByteBuffer.wrap(whole.array());
        pieces.forEach(joined::put);
        return unpacked(whole.array(), 0, joined.position(), size);
      } finally {
        whole.giveBack();
      }
    }

    private BytesInput unpacked(byte[] bytes, int from, int length, int size) throws IOException {
      int said = Snappy.uncompressedLength(bytes, from, length);
      if (said != size) {
        throw new IOException("a page of " + size + " bytes whose Snappy says " + said);
      }
      Slab page = lend(size);
      Snappy.uncompress(bytes, from, length, page.array(), 0);
      return page.bytes();
    }

    private Slab lend(int size) {
      Slab page = Slab.of(size);
      lent.put(page.array(), page);
      return page;
    }

    @Override
    public void decompress(ByteBuffer from, int compressed, ByteBuffer to, int size)
        throws IOException {
      parquets.decompress(from, compressed, to, size);
    }

    @Override
    public void release() {
      parquets.release();
    }
  }
}
