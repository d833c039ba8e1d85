package org.dropshard.format.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.util.hash.JenkinsHash;
import org.dropshard.format.FileBytes;
import org.dropshard.format.MalformedRecordException;

/** A file and its superblock: how wide addresses are, from where they count, where the root is. */
final class Hdf5File implements Closeable {
  /** What stands for no address. */
  static final long UNDEFINED = -1;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** A user's own block comes before the signature: of 512 bytes, or twice that, and so on. */
  private static final int FIRST_BLOCK = 512;

  private static final int LONGEST_SUPERBLOCK = 128;

  private final FileBytes bytes;
  private int sizeOfOffsets;
  private int sizeOfLengths;
  private long base;
  private long root;

  private Hdf5File(FileBytes bytes) {
    this.bytes = bytes;
  }

  static boolean isStart(byte[] start) {
    return start.length >= SIGNATURE.length
        && Arrays.equals(start, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Opens a file.
   *
   * @throws MalformedRecordException if it is no HDF5, one of another version, or was cut
   */
  static Hdf5File open(FileBytes bytes) throws IOException {
    Hdf5File file = new Hdf5File(bytes);
    for (long at = 0; at <= bytes.length() - SIGNATURE.length; at = Math.max(FIRST_BLOCK, 2 * at)) {
      if (isStart(bytes.read(at, SIGNATURE.length, "signature"))) {
        file.superblock(at);
        return file;
      }
    }
    throw invalid("no signature", 0);
  }

  private void superblock(long start) throws IOException {
    long size = Math.min(LONGEST_SUPERBLOCK, bytes.length() - start);
    byte[] block = bytes.read(start, size, "superblock");
    Cursor in = new Cursor(this, start, block, SIGNATURE.length, block.length);
    int version = in.u8();
    if (version > 3) {
      throw invalid("superblock version " + version + " (0 to 3)", start);
    }
    boolean old = version < 2;
    if (old) {
      in.skip(4);
    }
    sizeOfOffsets = in.u8();
    sizeOfLengths = in.u8();
    if (!isWidth(sizeOfOffsets) || !isWidth(sizeOfLengths)) {
      throw invalid("addresses of " + sizeOfOffsets + " bytes (2, 4 or 8)", start);
    }
    in.skip(old ? 9 : 1);
    if (version == 1) {
      in.skip(4);
    }
    base = in.offset();
    in.offset();
    long end = in.offset();
    if (old) {
      in.offset();
      in.offset(); // of the root's name
    }
    root = in.offset();
    if (!old) {
      checkSum(block, (int) (in.address() - start), in.u32(), start);
    }
    if (base != start) {
      throw invalid("base address " + base + " (the superblock lies at " + start + ")", start);
    }
    if (end < 0 || end > bytes.length()) {
      throw invalid("it was cut: its end is " + end + " (" + bytes.length() + " bytes)", start);
    }
  }

  private static boolean isWidth(int size) {
    return size == 2 || size == 4 || size == 8;
  }

  int sizeOfOffsets() {
    return sizeOfOffsets;
  }

  int sizeOfLengths() {
    return sizeOfLengths;
  }

  /** The address of the root group's header. */
  long root() {
    return root;
  }

  /** How many bytes there are. */
  long length() {
    return bytes.length();
  }

  byte[] read(long address, long size, String what) throws IOException {
    if (address < 0 || address > bytes.length() - base) {
      throw invalid(what + " at " + Long.toUnsignedString(address), 0);
    }
    return bytes.read(base + address, size, what);
  }

  /** A block of the file. */
  Cursor block(long address, long size, String what) throws IOException {
    byte[] block = read(address, size, what);
    return new Cursor(this, address, block, 0, block.length);
  }

  /** As much of a block as the file has. */
  Cursor most(long address, long size, String what) throws IOException {
    long left = bytes.length() - base - address;
    return block(address, Math.min(size, Math.max(0, left)), what);
  }

  /** A block that starts with a signature and ends with the checksum of all before. */
  Cursor summed(long address, long size, String signature) throws IOException {
    byte[] block = read(address, size, signature);
    Cursor in = new Cursor(this, address, block, 0, block.length);
    in.expect(signature);
    Cursor sum = new Cursor(this, address, block, Math.max(0, block.length - 4), block.length);
    checkSum(block, block.length - 4, sum.u32(), address);
    return new Cursor(this, address, block, signature.length(), block.length - 4);
  }

  static void checkSum(byte[] block, int length, long stated, long address)
      throws MalformedRecordException {
    if (JenkinsHash.getInstance().hash(block, length, 0) != (int) stated) { // hashlittle of lookup3
      throw invalid("a checksum is not that of its block", address);
    }
  }

  static MalformedRecordException invalid(String what, long address) {
    return MalformedRecordException.rest("Invalid HDF5: " + what, Math.max(0, address), null);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
