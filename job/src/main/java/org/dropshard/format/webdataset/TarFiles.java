package org.dropshard.format.webdataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes files into a tar whose bytes depend on their names and contents alone: time 0, owner 0, no
 * owner's name, mode 0444. Names of more than 100 bytes, or that are not ASCII, stand in PAX
 * headers.
 */
final class TarFiles implements AutoCloseable {
  private static final int READ_ONLY = 0444;
  private static final int BLOCK = 512;

  private final TarArchiveOutputStream tar;
  private long bytes;

  TarFiles(OutputStream out) {
    tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
  }

  void add(String name, byte[] content) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= TarConstants.NAMELEN || bytes.length != name.length()) {
      // Not by the library: it would put the user's name into the header's own header.
      TarArchiveEntry header = entry("PaxHeader", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      put(header, pax("path", bytes));
    }
    put(entry(name, TarConstants.LF_NORMAL), content);
  }

  /** How many bytes the tar has so far. */
  long bytes() {
    return bytes;
  }

  private static TarArchiveEntry entry(String name, byte kind) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setMode(READ_ONLY);
    return entry;
  }

  private void put(TarArchiveEntry entry, byte[] content) throws IOException {
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
    bytes += BLOCK + (content.length + BLOCK - 1L) / BLOCK * BLOCK;
  }

  /** A PAX record: its own length in decimal, a blank, key=value, a newline. */
  private static byte[] pax(String key, byte[] value) {
    byte[] start = (" " + key + "=").getBytes(StandardCharsets.US_ASCII);
    int rest = start.length + value.length + 1;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    byte[] digits = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
    byte[] record = new byte[length];
    System.arraycopy(digits, 0, record, 0, digits.length);
    System.arraycopy(start, 0, record, digits.length, start.length);
    System.arraycopy(value, 0, record, digits.length + start.length, value.length);
    record[length - 1] = '\n';
    return record;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
