package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One file of each kind, by names that start with the format. */
final class SampleFiles {

  private SampleFiles() {}

  static Map<String, byte[]> all() throws IOException {
    int width = 37;
    int height = 29;
    int[] samples = PictureFiles.smooth(width, height, 3);
    BufferedImage rgb = PictureFiles.image(BufferedImage.TYPE_3BYTE_BGR, width, height, samples);
    BufferedImage indexed = BmpFile.indexed(width, height);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("jpeg-jfif", PictureFiles.jpeg(rgb, false));
    for (JpegFixture fixture : JpegFixture.values()) {
      files.put("jpeg-" + fixture, fixture.file());
    }
    files.put("png-rgb", new PngFile(width, height, 8, 2).write(samples));
    files.put("png-interlaced", new PngFile(width, height, 8, 2).interlaced().write(samples));
    files.put("gif", PictureFiles.write("gif", indexed, null));
    files.put("bmp-24", PictureFiles.write("bmp", rgb, null));
    files.put("bmp-8", PictureFiles.write("bmp", indexed, null));
    files.put("bmp-rle", PictureFiles.write("bmp", indexed, "BI_RLE8"));
    files.put("tiff-plain", PictureFiles.write("tiff", rgb, null));
    for (String compression : new String[] {"LZW", "PackBits", "Deflate", "ZLib"}) {
      files.put("tiff-" + compression, PictureFiles.write("tiff", rgb, compression));
    }
    int[] bits = PictureFiles.random(width * height, 2, 8);
    BufferedImage bilevel = PictureFiles.image(BufferedImage.TYPE_BYTE_BINARY, width, height, bits);
    for (String compression : new String[] {"CCITT RLE", "CCITT T.4", "CCITT T.6", "JPEG"}) {
      BufferedImage image = compression.equals("JPEG") ? rgb : bilevel;
      files.put("tiff-" + compression, PictureFiles.write("tiff", image, compression));
    }
    for (WebpFixture fixture : WebpFixture.values()) {
      files.put("webp-" + fixture, fixture.file());
    }
    return files;
  }
}
