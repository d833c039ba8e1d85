package org.dropshard.format.npy;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.dropshard.format.Budget;
import org.dropshard.format.FileInput;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;

/** The members of an npz archive, in its order. All of them were there if the end is reached. */
final class NpzMembers implements Closeable {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private interface Tail {
    byte[] bytes() throws IOException;
  }

  private final ZipInputStream zip;
  private final long archiveBytes;
  private final Tail tail;
  private String name;
  private int members;

  NpzMembers(byte[] archive) {
    zip = new ZipInputStream(new ByteArrayInputStream(archive));
    archiveBytes = archive.length;
    tail = () -> archive;
  }

  NpzMembers(FileInput in) {
    TailInput remembered = new TailInput(in, ZipEnd.LONGEST);
    zip = new ZipInputStream(remembered);
    archiveBytes = in.length();
    tail = remembered::tail;
  }

  /**
   * Goes to the next member.
   *
   * @throws IllegalArgumentException if its name is no UTF-8
   * @throws ZipException if this is no archive, or one that was cut
   */
  boolean next() throws IOException {
    ZipEntry entry = zip.getNextEntry();
    if (entry != null) {
      name = entry.getName();
      members++;
    } else if (members > 0) {
      ZipEnd.check(tail.bytes(), members);
    }
    return entry != null;
  }

  /** The name of the member at hand. */
  String name() {
    return name;
  }

  /**
   * The array at hand, as npy. No more memory is taken than its header says, and that is first held
   * against the archive's size.
   *
   * @throws NpyException if its length is not what its header says
   */
  byte[] npy() throws IOException, NpyException {
    byte[] start = zip.readNBytes(Npy.LONGEST_HEADER);
    if (start.length < Npy.LONGEST_HEADER) {
      return start; // all of it
    }
    long size = Npy.size(start);
    if (size > Math.min(Budget.MOST_INFLATED * archiveBytes, LARGEST)) {
      throw new NpyException(
          "Invalid npy length: archive of " + archiveBytes + " bytes (needs " + size + ")");
    }
    Optional<String> refusal = Budget.refusal(size);
    if (refusal.isPresent()) {
      throw new NpyException(refusal.get());
    }
    byte[] npy = Arrays.copyOf(start, (int) size);
    int length = start.length;
    if (size > length) {
      length += zip.readNBytes(npy, length, (int) size - length);
    }
    if (length > size || zip.read() >= 0) {
      throw new NpyException("Invalid npy length: more than its header says (" + size + ")");
    }
    return length < size ? Arrays.copyOf(npy, length) : npy;
  }

  /** The member at hand, which is stored as it is: no longer than its archive. */
  byte[] stored() throws IOException {
    byte[] content = zip.readNBytes((int) Math.min(archiveBytes, LARGEST));
    if (zip.read() >= 0) {
      throw new ZipException(name + " is longer than the archive");
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
