package org.dropshard.job.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dropshard.job.HostileFile;

/** Pictures that are cut, lie about their size, or hold what they should not. */
public final class HostilePictures {

  /** More pixels than this are refused. */
  public static final int MAX_PIXELS = 1 << 20;

  private static final String EARLY = "Invalid image: ";
  private static final int HUGE = Integer.MAX_VALUE;

  private HostilePictures() {}

  /** A picture of 37 x 29 pixels that nothing is wrong with. */
  public static byte[] good() {
    return new PngFile(37, 29, 8, 2).write(PictureFiles.smooth(37, 29, 3));
  }

  public static List<HostileFile> all() throws IOException {
    List<HostileFile> files = new ArrayList<>();
    cut(files);
    sizes(files);
    insides(files);
    wrongMagic(files);
    return files;
  }

  /** Pictures of a few hundred bytes whose headers claim 2²⁸ pixels, or many more. */
  public static List<HostileFile> claims() throws IOException {
    List<HostileFile> files = new ArrayList<>();
    sizes(files);
    files.removeIf(file -> !file.name().startsWith("size/huge"));
    Map<String, byte[]> samples = SampleFiles.all();
    byte[] jpeg = samples.get("jpeg-PROGRESSIVE");
    int frame = find(jpeg, 0xFF, 0xC2) + 5;
    add(files, "claim.png", png(1 << 14, 1 << 14, 8), "");
    add(files, "claim.jpg", with(jpeg, frame, 64, 0, 64, 0), "");
    add(files, "claim.bmp", with(samples.get("bmp-24"), 18, 0, 64, 0, 0, 0, 64, 0, 0), "");
    add(files, "claim-rle.bmp", with(samples.get("bmp-rle"), 18, 0, 64, 0, 0, 0, 64, 0, 0), "");
    return files;
  }

  /** One of each kind, cut in its header, in half, and before its last bytes. */
  private static void cut(List<HostileFile> files) throws IOException {
    for (Map.Entry<String, byte[]> sample : SampleFiles.all().entrySet()) {
      byte[] file = sample.getValue();
      for (int length : new int[] {27, file.length / 2, file.length - 6}) {
        files.add(
            new HostileFile(
                "cut/" + sample.getKey() + "-" + length + ".jpg",
                Arrays.copyOf(file, length),
                EARLY));
      }
    }
  }

  /** Headers that claim no pixels, or more than memory has. */
  private static void sizes(List<HostileFile> files) throws IOException {
    Map<String, byte[]> samples = SampleFiles.all();
    byte[] gif = samples.get("gif");
    byte[] bmp = samples.get("bmp-24");
    byte[] jpeg = samples.get("jpeg-jfif");
    byte[] tiff = samples.get("tiff-plain");
    byte[] webp = samples.get("webp-LOSSLESS");
    int frame = find(jpeg, 0xFF, 0xC0) + 5;
    String limit = "(at most 1048576 pixels)";
    add(files, "size/zero.png", png(0, 5, 8), "at least 1 x 1");
    add(files, "size/huge.png", png(HUGE, HUGE, 8), limit);
    add(files, "size/hollow.png", png(1024, 1024, 16), "too early");
    add(files, "size/bomb.png", new PngFile(1025, 1024, 1, 0).write(new int[1049600]), limit);
    files.add(HostileFile.good("size/zero.gif", with(gif, 6, 0, 0, 0, 0))); // the frame widens it
    add(files, "size/huge.gif", with(gif, 6, 255, 255, 255, 255), limit);
    add(files, "size/zero.bmp", with(bmp, 18, 0, 0, 0, 0), "at least 1 x 1");
    add(files, "size/huge.bmp", with(bmp, 18, 255, 255, 255, 127, 0, 0, 0, 128), limit);
    add(files, "size/hollow.bmp", with(bmp, 18, 0, 4, 0, 0, 0, 4, 0, 0), "too early");
    add(files, "size/negative.bmp", with(bmp, 18, 255, 255, 255, 255), "at least 1 x 1");
    files.add(HostileFile.good("size/palette.bmp", with(bmp, 46, 0, 0, 0, 64))); // not looked at
    add(files, "size/zero.jpg", with(jpeg, frame, 0, 0, 0, 0), "at least 1 x 1");
    add(files, "size/huge.jpg", with(jpeg, frame, 255, 255, 255, 255), limit);
    add(files, "size/hollow.jpg", with(jpeg, frame, 4, 0, 4, 0), EARLY);
    add(files, "size/zero.tif", withTag(tiff, 256, 0), "at least 1 x 1");
    add(files, "size/huge.tif", withTag(tiff, 256, HUGE), limit);
    add(files, "size/hollow.tif", withTag(tiff, 257, 1 << 14), EARLY);
    // 14 bits each, less one, behind the signature of lossless data.
    add(files, "size/huge.webp", with(webp, 21, 255, 255, 255, 15), limit);
    add(files, "size/chunk.webp", with(webp, 16, 255, 255, 255, 255), "too early");
  }

  /** Damage that only a reader of the data finds. */
  private static void insides(List<HostileFile> files) throws IOException {
    Map<String, byte[]> samples = SampleFiles.all();
    byte[] png = samples.get("png-rgb");
    int data = find(png, 'I', 'D', 'A', 'T');
    add(files, "inside/checksum.png", with(png, data + 20, png[data + 20] ^ 1), "checksum");
    byte[] indexed = new PngFile(2, 1, 8, 3).with("PLTE", new byte[3]).write(new int[] {0, 255});
    add(files, "inside/palette.png", indexed, "PNG palette index 255");
    byte[] text = new PngFile(1, 1, 8, 2).with("zTXt", new byte[9]).write(new int[3]);
    files.add(HostileFile.good("inside/text.png", text)); // its text is never inflated
    byte[] tiff = samples.get("tiff-plain");
    add(files, "inside/jpeg.tif", withTag(tiff, 259, 6), "TIFF of compression 6");
    add(files, "inside/loop.tif", with(tiff, 4, 4, 0, 0, 0), EARLY);
    byte[] bmp = samples.get("bmp-24");
    add(files, "inside/png.bmp", with(bmp, 30, 5), "compression 5");
    byte[] jpeg = samples.get("jpeg-jfif");
    int scan = find(jpeg, 0xFF, 0xDA);
    add(files, "inside/tables.jpg", with(jpeg, scan + 6, 0x33), "a table that it names is missing");
    add(files, "inside/scans.jpg", scans(600), "at most 500");
  }

  private static void wrongMagic(List<HostileFile> files) {
    for (String extension : new String[] {"jpg", "png", "gif", "bmp", "tif", "webp"}) {
      byte[] script = "#!/bin/sh\necho harm\n".getBytes(StandardCharsets.UTF_8);
      add(files, "magic/script." + extension, script, "starts with bytes 23 21");
      add(files, "magic/empty." + extension, new byte[0], "0 bytes");
    }
    files.add(HostileFile.good("magic/png.jpg", good())); // content counts, not the name
  }

  /** A PNG of RGB whose header is all that it has. */
  private static byte[] png(int width, int height, int bits) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) bits).put((byte) 2);
    return PictureFiles.concat(
        PictureFiles.bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),
        PngFile.chunk("IHDR", header.array()),
        PngFile.chunk("IDAT", new byte[8]),
        PngFile.chunk("IEND", new byte[0]));
  }

  /** A progressive JPEG of many scans over one coefficient. */
  private static byte[] scans(int count) throws IOException {
    return PictureFiles.withScans(
        PictureFiles.progressive(),
        PictureFiles.bytes(0xFF, 0xDA, 0, 8, 1, 1, 0, 63, 63, 0, 0x0F),
        count);
  }

  private static void add(List<HostileFile> files, String name, byte[] content, String reason) {
    files.add(new HostileFile(name, content, reason));
  }

  private static byte[] with(byte[] file, int at, int... values) {
    byte[] copy = file.clone();
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }

  /** The TIFF with another value for a tag of its first directory. */
  private static byte[] withTag(byte[] tiff, int tag, int value) {
    boolean big = tiff[0] == 'M';
    ByteBuffer copy = ByteBuffer.wrap(tiff.clone());
    copy.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int directory = copy.getInt(4);
    for (int i = 0; i < copy.getShort(directory); i++) {
      int entry = directory + 2 + 12 * i;
      if (copy.getShort(entry) == tag) {
        copy.putShort(entry + 2, (short) 4); // an integer of 32 bits
        copy.putInt(entry + 8, value);
        return copy.array();
      }
    }
    throw new AssertionError(tag);
  }

  private static int find(byte[] file, int... pattern) {
    for (int at = 0; ; at++) {
      int i = 0;
      while (i < pattern.length && file[at + i] == (byte) pattern[i]) {
        i++;
      }
      if (i == pattern.length) {
        return at;
      }
    }
  }
}
