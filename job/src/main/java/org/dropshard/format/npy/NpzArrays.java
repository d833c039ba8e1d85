package org.dropshard.format.npy;

import java.io.IOException;
import org.dropshard.format.ArrayFormat;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * The arrays of an npz archive, in its order. Names count for nothing, but that of the rows that
 * this project puts beside arrays.
 */
final class NpzArrays implements ArrayFormat.ArrayFile {
  private final NpzMembers members;

  NpzArrays(byte[] archive) {
    members = new NpzMembers(archive);
  }

  /** Whether bytes start as those of a zip do. */
  static boolean isZip(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 'P'
        && bytes[1] == 'K'
        && bytes[2] == 3
        && bytes[3] == 4;
  }

  @Override
  public boolean next() throws NpyException {
    try {
      boolean there;
      do {
        there = members.next();
      } while (there && members.name().equals(NpzFormat.ROWS));
      return there;
    } catch (IOException | IllegalArgumentException e) { // a name that is no UTF-8
      throw damaged(e);
    }
  }

  @Override
  public Tensor tensor() throws NpyException {
    try {
      return Npy.read(members.npy());
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  @Override
  public String name() {
    return members.name().replaceFirst("\\.npy$", "");
  }

  private static NpyException damaged(Exception e) {
    return new NpyException("Invalid npz: " + e.getMessage());
  }

  @Override
  public void close() throws IOException {
    members.close();
  }
}
