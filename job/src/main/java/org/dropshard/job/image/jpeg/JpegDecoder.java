package org.dropshard.job.image.jpeg;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/**
 * JPEG of 8 bits: baseline, extended sequential and progressive with Huffman coding (ITU-T T.81).
 *
 * <p>In Java, and not by the JVM's own reader, because that one is a native library which differs
 * from JVM to JVM, and so do the samples. Of one file whose chroma is halved vertically (4:4:0, the
 * {@code HALF_HEIGHT} of the tests) OpenJDK 17 on libjpeg-turbo and Temurin 25 on its own libjpeg
 * 6b gave 2530 of 3219 samples differently, by up to 78 of 255.
 *
 * <p>Samples here are those of libjpeg-turbo 2.1 with its accurate method (JDCT_ISLOW, fancy
 * upsampling), sample for sample: checked on files whose chroma is halved in width, in height and
 * in both (progressive) or a quarter as wide, with restart markers, and on YCCK. 240 photographs
 * and thumbnails, whose chroma is none of the odd ones, equal both those JVMs' as well.
 *
 * <p>CMYK is taken for inverted ink whether an Adobe segment says so or not, as Pillow does. Of
 * components with the same id a scan has one after the other. A progressive file whose scans do not
 * bring every coefficient to its last bit is not whole, and refused.
 */
public final class JpegDecoder {

  // TurboJPEG's own limit; what encoders write is about ten.
  private static final int MOST_SCANS = 500;
  // A coefficient is coded once, and then refined bit by bit, from the 13th on at most.
  private static final int MOST_PASSES = 14;

  private final byte[] file;
  private final PixelLimit limit;
  private final int[][] quantization = new int[4][];
  // Frames of motion JPEG have no tables: those of annex K apply where a file defines none.
  private final JpegHuffman[] dcTables = JpegHuffman.STANDARD_DC.clone();
  private final JpegHuffman[] acTables = JpegHuffman.STANDARD_AC.clone();
  private JpegFrame frame;
  private int restartInterval;
  private int scans;
  private long work;
  private boolean jfif;
  private int adobe = -1;
  private int orientation = Orientation.UPRIGHT;

  private JpegDecoder(byte[] file, PixelLimit limit) {
    this.file = file;
    this.limit = limit;
  }

  public static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    JpegDecoder decoder = new JpegDecoder(file, limit);
    decoder.readSegments();
    return Orientation.apply(decoder.picture(), decoder.orientation);
  }

  /**
   * Decodes a picture without regard to markers of applications, as it stands inside another
   * format.
   *
   * @param tables a JPEG of tables alone, or nothing
   * @param convert whether three components are YCbCr and become RGB; else they stay as stored
   */
  public static Picture decodeStored(byte[] tables, byte[] file, boolean convert, PixelLimit limit)
      throws BadImageException {
    JpegDecoder decoder = new JpegDecoder(file, limit);
    if (tables.length > 0) {
      JpegDecoder shared = new JpegDecoder(tables, limit);
      shared.readSegments();
      System.arraycopy(shared.quantization, 0, decoder.quantization, 0, 4);
      System.arraycopy(shared.dcTables, 0, decoder.dcTables, 0, 4);
      System.arraycopy(shared.acTables, 0, decoder.acTables, 0, 4);
    }
    decoder.readSegments();
    boolean three = decoder.frame != null && decoder.frame.components().length == 3;
    return decoder.picture(convert && three ? JpegColor.YCC : JpegColor.STORED);
  }

  /** Reads from SOI to EOI. */
  private void readSegments() throws BadImageException {
    int at = 2;
    while (true) {
      JpegBits bits = new JpegBits(file, at);
      int marker = bits.nextMarker();
      at = bits.position();
      if (marker < 0) {
        throw new BadImageException(
            "JPEG of " + file.length + " bytes", "its data ends too early: no end marker");
      }
      if (marker == 0xD9) {
        return;
      }
      if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        continue; // no segment follows
      }
      int end = at + Bytes.be16(file, at);
      if (end > file.length || end < at + 2) {
        throw new BadImageException(
            "JPEG of " + file.length + " bytes", "its data ends too early: in a segment");
      }
      at = readSegment(marker, at + 2, end);
    }
  }

  /** Reads the segment's content in [at, end) and returns where to go on. */
  private int readSegment(int marker, int at, int end) throws BadImageException {
    switch (marker) {
      case 0xDB -> readQuantization(at, end);
      case 0xC4 -> readHuffman(at, end);
      case 0xDD -> restartInterval = Bytes.be16(file, at);
      case 0xDA -> {
        JpegBits bits = new JpegBits(file, end);
        readScan(at).decode(bits);
        return bits.position();
      }
      case 0xE0 -> jfif |= Bytes.startsWith(file, at, "JFIF\0");
      case 0xE1 -> {
        if (Bytes.startsWith(file, at, "Exif\0") && orientation == Orientation.UPRIGHT) {
          orientation = Orientation.ofExif(file, at + 6, end);
        }
      }
      case 0xEE -> {
        if (Bytes.startsWith(file, at, "Adobe") && end - at >= 12) {
          adobe = Bytes.u8(file, at + 11);
        }
      }
      default -> {
        // 0xC8 and 0xCC are not frames.
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC) {
          if (frame != null) {
            throw new BadImageException("JPEG of two frames", "one is read");
          }
          frame = JpegFrame.read(file, at, marker, limit);
        }
      }
    }
    return end;
  }

  private void readQuantization(int at, int end) {
    int next = at;
    while (next < end) {
      int[] steps = new int[64];
      int which = Bytes.u8(file, next++);
      int bytes = which >> 4 == 0 ? 1 : 2;
      for (int k = 0; k < 64; k++, next += bytes) {
        steps[k] = bytes == 1 ? Bytes.u8(file, next) : Bytes.be16(file, next);
      }
      quantization[which & 3] = steps;
    }
  }

  private void readHuffman(int at, int end) throws BadImageException {
    int next = at;
    while (next < end) {
      int which = Bytes.u8(file, next++);
      int total = 0;
      for (int i = 0; i < 16; i++) {
        total += Bytes.u8(file, next + i);
      }
      JpegHuffman table = new JpegHuffman(file, next, total);
      (which >> 4 == 0 ? dcTables : acTables)[which & 3] = table;
      next += 16 + total;
    }
  }

  private JpegScan readScan(int at) throws BadImageException {
    int count = Bytes.u8(file, at);
    int tail = at + 1 + 2 * count;
    int from = Bytes.u8(file, tail);
    int to = Bytes.u8(file, tail + 1);
    int high = Bytes.u8(file, tail + 2) >> 4;
    int low = Bytes.u8(file, tail + 2) & 15;
    if (frame == null || count < 1 || count > frame.components().length) {
      throw new BadImageException("JPEG scan of " + count + " components", "those of its frame");
    }
    if (frame.progressive() && (from > to || to > 63 || (from > 0 && count > 1) || low > 13)) {
      throw new BadImageException("JPEG scan of coefficients " + from + " to " + to, "in [0, 63]");
    }
    JpegComponent[] components = new JpegComponent[count];
    for (int i = 0; i < count; i++) {
      JpegComponent component = component(Bytes.u8(file, at + 1 + 2 * i), components);
      int tables = Bytes.u8(file, at + 2 + 2 * i);
      component.dc = dcTables[tables >> 4 & 3];
      component.ac = acTables[tables & 3];
      boolean needsDc = !frame.progressive() || (from == 0 && high == 0);
      boolean needsAc = !frame.progressive() || from > 0;
      if (component.steps == null) {
        component.steps = quantization[component.quantization];
      }
      if (component.steps == null
          || (needsDc && component.dc == null)
          || (needsAc && component.ac == null)) {
        throw new BadImageException("JPEG scan", "a table that it names is missing");
      }
      components[i] = component;
    }
    JpegScan scan = new JpegScan(frame, components, from, to, high, low, restartInterval);
    for (int i = 0; frame.progressive() && i < count; i++) {
      components[i].note(from, to, low);
    }
    checkWork(scan);
    return scan;
  }

  /** Bounds the time that a small file of many scans, each over the whole picture, can take. */
  private void checkWork(JpegScan scan) throws BadImageException {
    scans++;
    work += scan.work();
    long most = 0;
    for (JpegComponent component : frame.components()) {
      most += (long) MOST_PASSES * component.plane.length;
    }
    if (scans > MOST_SCANS || work > most) {
      throw new BadImageException(
          "JPEG of " + scans + " scans of " + work + " coefficients",
          "at most " + MOST_SCANS + " of " + most + " in all");
    }
  }

  /** The first component of an id that the scan does not have yet: some files repeat ids. */
  private JpegComponent component(int id, JpegComponent[] taken) throws BadImageException {
    for (JpegComponent component : frame.components()) {
      if (component.id == id && !Arrays.asList(taken).contains(component)) {
        return component;
      }
    }
    throw new BadImageException("JPEG scan of component " + id, "those of its frame");
  }

  private Picture picture() throws BadImageException {
    return picture(frame == null ? null : JpegColor.of(frame.components(), jfif, adobe));
  }

  private Picture picture(JpegColor color) throws BadImageException {
    if (frame == null) {
      throw new BadImageException("JPEG of no frame", "one is read");
    }
    JpegComponent[] components = frame.components();
    JpegUpsampler[] upsamplers = new JpegUpsampler[components.length];
    byte[][] rows = new byte[components.length][];
    for (int i = 0; i < components.length; i++) {
      if (components[i].steps == null) {
        throw new BadImageException("JPEG component " + i, "its data ends too early: no scan");
      }
      if (frame.progressive()) {
        components[i].checkWhole();
        components[i].transformCoefficients();
      }
      upsamplers[i] = new JpegUpsampler(frame, components[i]);
      rows[i] = new byte[upsamplers[i].rowLength()];
    }
    int width = frame.width();
    int channels = color.channels(components.length);
    byte[] samples = Picture.allocate(width, frame.height(), channels);
    for (int y = 0; y < frame.height(); y++) {
      for (int i = 0; i < rows.length; i++) {
        upsamplers[i].row(y, rows[i]);
      }
      color.convert(rows, width, samples, y * width * channels);
    }
    return new Picture(width, frame.height(), channels, DType.UINT8, samples);
  }
}
