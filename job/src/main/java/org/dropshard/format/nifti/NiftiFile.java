package org.dropshard.format.nifti;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.Budget;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** The array of a file. No more is decompressed than its header says. */
final class NiftiFile extends ArrayFormat.OneArray {
  private final byte[] content;
  private NiftiHeader header;

  NiftiFile(byte[] content) {
    this.content = content;
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
  }

  /** The first bytes, decompressed as far as they go. */
  static byte[] start(byte[] start) {
    if (!isGzip(start)) {
      return start;
    }
    byte[] out = new byte[NiftiHeader.LONGEST];
    int done = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(start))) {
      for (int n = 0; n >= 0 && done < out.length; n = in.read(out, done, out.length - done)) {
        done += n;
      }
    } catch (IOException e) {
      return java.util.Arrays.copyOf(out, done); // it ends within, as it has to
    }
    return java.util.Arrays.copyOf(out, done);
  }

  @Override
  public Tensor tensor() throws NpyException {
    if (!isGzip(content)) {
      header = NiftiHeader.read(content);
      check();
      long end = header.offset() + header.size();
      if (end != content.length) {
        throw invalid(content.length + " bytes (the header needs " + end + ")");
      }
      return header.tensor(content, (int) header.offset());
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
      header = NiftiHeader.read(in.readNBytes(NiftiHeader.LONGEST));
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    check();
    long end = header.offset() + header.size();
    if (end > Budget.MOST_INFLATED * content.length) {
      throw invalid("the header needs " + end + " bytes (" + content.length + " of gzip)");
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
      in.skipNBytes(header.offset());
      byte[] values = in.readNBytes(header.size());
      if (values.length < header.size() || in.read() >= 0) {
        throw invalid(
            (values.length < header.size() ? values.length + " bytes" : "more")
                + " of values (the header needs "
                + header.size()
                + ")");
      }
      return header.tensor(values, 0);
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void check() throws NpyException {
    Optional<String> refusal = Budget.refusal(header.type().widest(header.shape()));
    if (refusal.isPresent()) {
      throw new NpyException(refusal.get());
    }
  }

  @Override
  public Object[] columns() {
    return new Object[] {header.slope(), header.intercept()};
  }

  private static NpyException damaged(IOException e) {
    return invalid("its gzip: " + e.getMessage());
  }

  static NpyException invalid(String what) {
    return new NpyException("Invalid NIfTI: " + what);
  }
}
