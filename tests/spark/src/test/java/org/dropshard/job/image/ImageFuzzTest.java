package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.tensor.Tensor;

/**
 * Whatever the bytes are, the decoder gives a picture or {@link BadImageException}, and takes
 * little memory and time. {@code -Djqwik.tries.default=1000000} tries more.
 */
class ImageFuzzTest {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MAX_PIXELS = 1 << 16;

  /** A picture of that many pixels, of 16 bits and four channels, a dozen times. */
  private static final long MEMORY = 12L * 8 * MAX_PIXELS;

  private static final long SECONDS = 5_000_000_000L;

  @Property(seed = "1")
  void anyBytesBehindASignature(
      @ForAll("starts") byte[] start, @ForAll @Size(max = 400) byte[] end) {
    decode(PictureFiles.concat(start, end));
  }

  @Property(seed = "2")
  void picturesWithEdits(
      @ForAll("pictures") byte[] picture,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 20_000) Integer> places,
      @ForAll @Size(8) byte[] bytes) {
    decode(withChecksums(edited(picture, picture.length, places, bytes)));
  }

  @Property(seed = "3")
  void picturesWithEditsInTheirHeaders(
      @ForAll("pictures") byte[] picture,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 20_000) Integer> places,
      @ForAll @Size(8) byte[] bytes) {
    decode(withChecksums(edited(picture, Math.min(picture.length, 160), places, bytes)));
  }

  @Property(seed = "4")
  void picturesOfTwoHalves(
      @ForAll("pictures") byte[] first,
      @ForAll("pictures") byte[] second,
      @ForAll @IntRange(max = 1000) int cut) {
    int end = (int) ((long) first.length * cut / 1000);
    int start = (int) ((long) second.length * cut / 1000);
    decode(
        PictureFiles.concat(
            Arrays.copyOf(first, end), Arrays.copyOfRange(second, start, second.length)));
  }

  @Provide
  Arbitrary<byte[]> starts() throws IOException {
    List<byte[]> starts = new ArrayList<>();
    for (byte[] file : SampleFiles.all().values()) {
      for (int length : new int[] {12, 20, 30, 60}) {
        starts.add(Arrays.copyOf(file, length));
      }
    }
    return Arbitraries.of(starts);
  }

  @Provide
  Arbitrary<byte[]> pictures() throws IOException {
    List<byte[]> files = new ArrayList<>(SampleFiles.all().values());
    for (int[] kind : new int[][] {{1, 0}, {4, 0}, {16, 0}, {16, 2}, {8, 4}, {16, 6}}) {
      PngFile png = new PngFile(11, 9, kind[0], kind[1]).interlaced();
      files.add(png.write(PictureFiles.random(png.sampleCount(), 2, 3)));
    }
    byte[] colors = {1, 2, 3, 4, 5, 6};
    byte[] alpha = {0, 9};
    files.add(
        new PngFile(11, 9, 1, 3)
            .with("PLTE", colors)
            .with("tRNS", alpha)
            .write(PictureFiles.random(99, 2, 3)));
    return Arbitraries.of(files);
  }

  private static byte[] edited(byte[] file, int reach, List<Integer> places, byte[] bytes) {
    byte[] edited = file.clone();
    for (int i = 0; i < places.size(); i++) {
      edited[places.get(i) % reach] = bytes[i];
    }
    return edited;
  }

  /** Makes the checksums of a PNG's chunks right, so that more than they are tried. */
  private static byte[] withChecksums(byte[] file) {
    if (!Bytes.startsWith(file, 1, "PNG")) {
      return file;
    }
    ByteBuffer png = ByteBuffer.wrap(file);
    int at = 8;
    while (at + 12 <= file.length
        && png.getInt(at) >= 0
        && png.getInt(at) <= file.length - at - 12) {
      int end = at + 8 + png.getInt(at);
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, end - at - 4);
      png.putInt(end, (int) crc.getValue());
      at = end + 4;
    }
    return file;
  }

  private static void decode(byte[] file) {
    String format = ImageDecoder.format(file).orElse("");
    long memory = THREAD.getCurrentThreadAllocatedBytes();
    long time = THREAD.getCurrentThreadCpuTime();
    try {
      Tensor picture = ImageDecoder.decode(file, Channels.RGBA, MAX_PIXELS);
      assertTrue(picture.length() <= 4 * MAX_PIXELS, picture.toString());
    } catch (BadImageException e) {
      assertTrue(e.getMessage().startsWith("Invalid image: "), e.getMessage());
      if (!format.equals("png") && !format.equals("tiff")) { // no library: nothing goes unforeseen
        Throwable cause = e.getCause();
        assertTrue(cause == null || cause instanceof IndexOutOfBoundsException, "" + cause);
      }
    }
    long taken = THREAD.getCurrentThreadAllocatedBytes() - memory;
    assertTrue(taken < MEMORY + 100L * file.length, format + ": " + taken + " bytes of memory");
    assertTrue(THREAD.getCurrentThreadCpuTime() - time < SECONDS, format + ": takes too long");
  }
}
