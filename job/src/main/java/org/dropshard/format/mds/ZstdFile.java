package org.dropshard.format.mds;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One zstd frame that states its size: Python's {@code zstd}, which the loader uses, reads no
 * other.
 */
final class ZstdFile extends OutputStream {
  private static final int BUFFER = 1 << 17;

  /** What the loader's own writer takes by default. */
  private static final int LEVEL = 3;

  private final OutputStream out;
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final ByteBuffer from = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer to = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private boolean closed;

  /**
   * @param size how many bytes will be written
   */
  ZstdFile(OutputStream out, long size) {
    this.out = out;
    context.setLevel(LEVEL);
    context.setContentSize(true);
    context.setPledgedSrcSize(size);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int n = Math.min(from.remaining(), end - at);
      from.put(data, at, n);
      at += n;
      if (!from.hasRemaining()) {
        compress(EndDirective.CONTINUE);
      }
    }
  }

  private void compress(EndDirective directive) throws IOException {
    from.flip();
    boolean done;
    do {
      done = context.compressDirectByteBufferStream(to, from, directive);
      to.flip();
      int n = to.remaining();
      to.get(bytes, 0, n);
      out.write(bytes, 0, n);
      to.clear();
    } while (directive == EndDirective.END ? !done : from.hasRemaining());
    from.clear();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        compress(EndDirective.END);
      } finally {
        context.close();
        out.close();
      }
    }
  }
}
