package org.dropshard.job.image.picture;

/** How a stored picture is turned to stand upright: the values 1 to 8 of Exif and TIFF. */
public final class Orientation {

  public static final int UPRIGHT = 1;

  /** The TIFF tag, in Exif as well. */
  public static final int TAG = 274;

  private Orientation() {}

  /**
   * The orientation in an Exif block.
   *
   * @param exif holds a TIFF header and its first directory from {@code start} to {@code end}
   * @return 1 to 8; 1 too if the block has none, or is damaged: it is no part of the picture
   */
  public static int ofExif(byte[] exif, int start, int end) {
    try {
      TiffDirectory directory = TiffDirectory.read(exif, start, end);
      return valid(directory.value(TAG, UPRIGHT));
    } catch (BadImageException | IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  /** {@code value} if it is in [1, 8], else 1. */
  public static int valid(long value) {
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }

  /** The picture, upright. */
  public static Picture apply(Picture picture, int orientation) {
    if (orientation == UPRIGHT) {
      return picture;
    }
    int width = picture.width();
    int height = picture.height();
    int size = picture.pixelBytes();
    boolean transposed = orientation >= 5;
    int outWidth = transposed ? height : width;
    int outHeight = transposed ? width : height;
    // Values whose stored rows run from the right (2, 3, 7, 8), and from the bottom (3, 4, 6, 7).
    boolean right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] in = picture.samples();
    byte[] out = new byte[in.length];
    int to = 0;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int column = transposed ? y : x;
        int row = transposed ? x : y;
        int from =
            ((bottom ? height - 1 - row : row) * width + (right ? width - 1 - column : column))
                * size;
        for (int i = 0; i < size; i++) {
          out[to++] = in[from + i];
        }
      }
    }
    return picture.with(outWidth, outHeight, out);
  }
}
