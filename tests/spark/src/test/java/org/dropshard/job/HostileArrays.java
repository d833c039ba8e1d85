package org.dropshard.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Npy arrays, and npz archives of them, that are cut, lie, or would run code elsewhere. */
public final class HostileArrays {
  private static final String SHAPE = "(3, 2, 2)";
  private static final byte[] VALUES = new byte[48];

  private HostileArrays() {}

  /** Arrays for npy files and for the cells of a table: names have no extension. */
  public static List<HostileFile> cells() {
    List<HostileFile> files = new ArrayList<>();
    byte[] good = good();
    files.add(HostileFile.good("good", good));
    int values = good.length - VALUES.length;
    for (int length : new int[] {0, 5, 6, 7, 8, 9, 10, 40, values - 1, values, good.length - 1}) {
      bad(files, "cut-" + length, Arrays.copyOf(good, length), "Invalid npy");
    }
    bad(files, "longer", Arrays.copyOf(good, good.length + 1), "Invalid npy length: 49 bytes");
    bad(files, "text", "seed,p\n42,0.5\n".getBytes(StandardCharsets.UTF_8), "no magic");
    bad(files, "version", with(good, 6, 9), "Invalid npy version: 9.0");
    bad(files, "header-length", with(good, 8, 255, 255), "Invalid npy header length: 65535");
    header(files, "objects", "'|O'", "False", SHAPE, "objects are pickles, never read");
    byte[] pickle = "cos\nsystem\n(S'touch pwned'\ntR.".getBytes(StandardCharsets.US_ASCII);
    bad(files, "pickle", npy("'|O'", "False", "()", pickle), "objects are pickles, never read");
    bad(files, "bare-pickle", pickle, "no magic");
    header(files, "code", "__import__('os').system('id')", "False", SHAPE, "Invalid npy header");
    header(files, "record", "[('a', '<f4')]", "False", SHAPE, "Invalid npy header");
    header(files, "text-type", "'<U4'", "False", SHAPE, "Invalid npy type: <U4");
    header(files, "order", "'<f4'", "1", SHAPE, "Invalid npy header");
    header(files, "too-many", "'<f4'", "False", "(3, 32768, 32768)", "at most 2147483647");
    header(files, "tera", "'<f4'", "False", "(1024, 1024, 1048576)", "at most 2147483647");
    header(files, "axis", "'<f4'", "False", "(2147483648, 1, 1)", "axes from 0 to 2147483647");
    header(files, "overflow", "'<f4'", "False", "(65536, 65536, 65536)", "at most 2147483647");
    header(files, "claims", "'<f4'", "False", "(3, 20000, 20000)", "needs 4800000000");
    header(files, "negative", "'<f4'", "False", "(3, -2, -2)", "Invalid npy header");
    files.add(HostileFile.good("flat", npy("'<f4'", "False", "(12,)", VALUES)));
    header(files, "deep", "'<f4'", "False", "(" + "1, ".repeat(2000) + ")", "2000 axes");
    files.add(HostileFile.good("scalar", npy("'<f4'", "False", "()", new byte[4])));
    files.add(HostileFile.good("zero-axis", npy("'<f4'", "False", "(3, 0, 2)", new byte[0])));
    files.add(HostileFile.good("not-finite", notFinite()));
    files.add(HostileFile.good("fortran", npy("'<f4'", "True", SHAPE, VALUES)));
    files.add(HostileFile.good("big-endian", npy("'>f4'", "False", SHAPE, VALUES)));
    return files;
  }

  /** Archives; the reason of an archive is that of its bad member. */
  public static List<HostileFile> archives() {
    List<HostileFile> files = smallArchives();
    // 1 MB that holds 1 GB, twice of which is these tests' heap: of no array, and of a small one.
    bad(files, "bomb.npz", bomb(new byte[0]), "no magic");
    bad(files, "long-bomb.npz", bomb(good()), "more than its header says");
    return files;
  }

  /** Those that hold as little as they seem to. */
  public static List<HostileFile> smallArchives() {
    List<HostileFile> files = new ArrayList<>();
    byte[] whole = npz("a.npy", good());
    files.add(HostileFile.good("names.npz", npz("../../../etc/passwd", good())));
    files.add(HostileFile.good("absolute.npz", npz("/\n*?:%2e%2e/x.npy", good())));
    bad(files, "empty.npz", new byte[0], "Invalid npz");
    bad(files, "text.npz", "no zip".getBytes(StandardCharsets.UTF_8), "Invalid npz: no array");
    bad(files, "nothing.npz", with(new byte[22], 0, 'P', 'K', 5, 6), "Invalid npz: no array");
    bad(files, "half.npz", Arrays.copyOf(whole, whole.length / 4), "Invalid np");
    bad(files, "header.npz", Arrays.copyOf(whole, 20), "Invalid npz");
    bad(files, "encrypted.npz", with(whole, 6, whole[6] | 1), "Invalid npz");
    bad(files, "damaged.npz", with(whole, 50, 0xAA, 0xAA, 0xAA, 0xAA), "Invalid np");
    bad(files, "name.npz", with(whole, 30, 0xC3, 0x28), "Invalid npz");
    bad(files, "nested.npz", npz("inner.npz", whole), "no magic");
    bad(
        files,
        "claim.npz",
        npz("a.npy", npy("'<f4'", "False", "(3, 10000, 10000)", VALUES)),
        "needs 1200000000");
    return files;
  }

  /** float32 [3, 2, 2], as numpy.save writes it. */
  public static byte[] good() {
    return npy("'<f4'", "False", SHAPE, VALUES);
  }

  private static byte[] notFinite() {
    ByteBuffer values = ByteBuffer.allocate(VALUES.length).order(ByteOrder.LITTLE_ENDIAN);
    float[] some = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
    for (int i = 0; i < 12; i++) {
      values.putFloat(some[i % some.length]);
    }
    return npy("'<f4'", "False", SHAPE, values.array());
  }

  private static void header(
      List<HostileFile> files, String name, String descr, String order, String shape, String why) {
    bad(files, name, npy(descr, order, shape, VALUES), why);
  }

  private static void bad(List<HostileFile> files, String name, byte[] content, String reason) {
    files.add(new HostileFile(name, content, reason));
  }

  private static byte[] npy(String descr, String order, String shape, byte[] values) {
    String header =
        "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(values);
    return out.toByteArray();
  }

  private static byte[] npz(String name, byte[] content) {
    return zip(name, content, 0);
  }

  private static byte[] bomb(byte[] start) {
    return zip("a.npy", start, 1L << 30);
  }

  private static byte[] zip(String name, byte[] start, long zeros) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(start);
      byte[] block = new byte[1 << 20];
      for (long left = zeros; left > 0; left -= block.length) {
        out.write(block);
      }
      out.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] with(byte[] file, int at, int... values) {
    byte[] copy = file.clone();
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }
}
