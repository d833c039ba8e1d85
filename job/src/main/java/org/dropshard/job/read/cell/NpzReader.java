package org.dropshard.job.read.cell;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dropshard.format.npy.NpzFormat;
import org.dropshard.format.npy.ZipEnd;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * The arrays of an npz archive, in its order. Of a member no more is kept in memory than the header
 * of its array says, and that is first held against the archive's size. Names count for nothing,
 * but that of the rows that this project puts beside arrays.
 */
public final class NpzReader implements Closeable {

  /** Deflate's best: 258 bytes from 2 bits. */
  private static final long MOST_INFLATED = 1032;

  private final byte[] archive;
  private final ZipInputStream zip;
  private int members;

  public NpzReader(byte[] archive) {
    this.archive = archive;
    zip = new ZipInputStream(new ByteArrayInputStream(archive));
  }

  /**
   * Goes to the next member.
   *
   * @throws NpyException if the archive ends in the middle of something, or is damaged
   */
  public boolean next() throws NpyException {
    try {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null && entry.getName().equals(NpzFormat.ROWS)) {
        members++;
        entry = zip.getNextEntry();
      }
      members += entry == null ? 0 : 1;
      if (entry == null && members > 0) {
        ZipEnd.check(archive, members);
      }
      return entry != null;
    } catch (IOException | IllegalArgumentException e) { // a name that is no UTF-8
      throw damaged(e);
    }
  }

  /**
   * Reads the member at hand.
   *
   * @throws NpyException if it is no array, or is damaged
   */
  public Tensor tensor() throws NpyException {
    try {
      byte[] start = zip.readNBytes(Npy.LONGEST_HEADER);
      if (start.length < Npy.LONGEST_HEADER) {
        return Npy.read(start); // all of it
      }
      long size = Npy.size(start);
      if (size > Math.min(MOST_INFLATED * archive.length, Integer.MAX_VALUE - 8)) {
        throw new NpyException(
            "Invalid npy length: archive of " + archive.length + " bytes (needs " + size + ")");
      }
      byte[] cell = Arrays.copyOf(start, (int) size);
      int length = start.length;
      if (size > length) {
        length += zip.readNBytes(cell, length, (int) size - length);
      }
      if (length > size || zip.read() >= 0) {
        throw new NpyException("Invalid npy length: more than its header says (" + size + ")");
      }
      return Npy.read(cell, 0, length);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static NpyException damaged(Exception e) {
    return new NpyException("Invalid npz: " + e.getMessage());
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
