package org.dropshard.job.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;

/** Local files on a disk that takes so many bytes and no more. Its scheme is {@code full}. */
public class FullFileSystem extends DyingFileSystem {
  static final AtomicLong BYTES_LEFT = new AtomicLong(Long.MAX_VALUE);

  @Override
  FSDataOutputStream created(FSDataOutputStream out) throws IOException {
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (BYTES_LEFT.addAndGet(-length) < 0) {
              BYTES_LEFT.set(0);
              throw new IOException("No space left on device");
            }
            out.write(bytes, offset, length);
          }
        },
        null);
  }
}
