package org.dropshard.format.mds;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.Budget;
import org.dropshard.format.FileInput;
import org.dropshard.format.MalformedRecordException;
import org.xerial.snappy.Snappy;

/** A shard's file, whose name tells how it is compressed. */
final class MdsFile {
  private static final int BUFFER = 1 << 16;

  /** The one ending of the loader's that is not read: Spark has no decoder for it. */
  static final String BROTLI = ".mds.br";

  private MdsFile() {}

  /** Opens a shard. */
  static FileInput open(Path file, long length, Configuration hadoop) throws IOException {
    String name = file.getName();
    String packing = name.substring(name.lastIndexOf('.') + 1);
    InputStream in = new BufferedInputStream(file.getFileSystem(hadoop).open(file), BUFFER);
    try {
      return switch (packing) {
        case "mds" -> FileInput.of(in, length);
        case "gz" -> FileInput.unpacked(new GZIPInputStream(in, BUFFER), "gzip");
        case "bz2" -> FileInput.unpacked(bzip2(held(in, length)), packing);
        case "snappy" -> snappy(held(in, length));
        default -> FileInput.unpacked(new ZstdInputStream(in), "zstd");
      };
    } catch (ZipException | EOFException e) {
      in.close();
      throw MalformedRecordException.rest("Invalid MDS: " + e.getMessage(), 0, e);
    }
  }

  /** One block of it all, as Python's {@code snappy.compress} makes it. */
  private static FileInput snappy(byte[] block) throws IOException {
    if (!Snappy.isValidCompressedBuffer(block)) { // before memory is taken for what it claims
      throw new ZipException("no snappy block");
    }
    checkHeld(block.length + (long) Snappy.uncompressedLength(block));
    byte[] shard = Snappy.uncompress(block);
    return FileInput.of(new ByteArrayInputStream(shard), shard.length);
  }

  /** All of a shard, which its decompressor takes as a whole. */
  private static byte[] held(InputStream in, long length) throws IOException {
    try (in) {
      checkHeld(length);
      return in.readAllBytes();
    }
  }

  private static void checkHeld(long bytes) throws MalformedRecordException {
    Optional<String> refusal = Budget.heldRefusal(bytes);
    if (refusal.isPresent()) {
      throw MalformedRecordException.rest(refusal.get(), 0, null);
    }
  }

  /** From memory: what goes wrong then is the stream, not its file. */
  private static InputStream bzip2(byte[] packed) throws IOException {
    try {
      return new Bzip2(new BZip2CompressorInputStream(new ByteArrayInputStream(packed), true));
    } catch (IOException e) {
      throw Bzip2.invalid(e);
    }
  }

  private static final class Bzip2 extends FilterInputStream {
    Bzip2(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      try {
        return super.read(bytes, offset, count);
      } catch (IOException e) {
        throw invalid(e);
      }
    }

    private static ZipException invalid(IOException e) {
      ZipException invalid = new ZipException(e.getMessage());
      invalid.initCause(e);
      return invalid;
    }
  }
}
