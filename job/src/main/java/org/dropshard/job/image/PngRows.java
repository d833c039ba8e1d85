package org.dropshard.job.image;

import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A PNG's rows: inflated, unfiltered, in the passes of an interlaced picture. */
final class PngRows {

  // First column, column step, first row, row step of the seven passes of Adam7.
  private static final int[][] PASSES = {
    {0, 8, 0, 8}, {4, 8, 0, 8}, {0, 4, 4, 8}, {2, 4, 0, 4}, {0, 2, 2, 4}, {1, 2, 0, 2}, {0, 1, 1, 2}
  };
  private static final int[][] ONE_PASS = {{0, 1, 0, 1}};

  private final byte[] file;
  private final List<int[]> data;
  private final PngHeader header;
  private final Inflater inflater = new Inflater();
  private int nextChunk;

  /**
   * @param data where the IDAT chunks' contents are: offset and length
   */
  PngRows(byte[] file, List<int[]> data, PngHeader header) {
    this.file = file;
    this.data = data;
    this.header = header;
  }

  void close() {
    inflater.end();
  }

  /** Hands every row to {@code pixels}. */
  void readAll(PngPixels pixels) throws BadImageException, DataFormatException {
    for (int[] pass : header.interlaced() ? PASSES : ONE_PASS) {
      int columns = (header.width() - pass[0] + pass[1] - 1) / pass[1];
      int rows = (header.height() - pass[2] + pass[3] - 1) / pass[3];
      if (columns <= 0) {
        continue;
      }
      // Fits: the picture's samples do, and they take no less.
      int length = (int) header.rowBytes(columns);
      byte[] above = new byte[length];
      byte[] row = new byte[length];
      byte[] filter = new byte[1];
      for (int i = 0; i < rows; i++) {
        inflate(filter, 1);
        inflate(row, length);
        unfilter(filter[0], row, above, header.filterStep());
        pixels.put(row, columns, pass[2] + i * pass[3], pass[0], pass[1]);
        byte[] spare = above;
        above = row;
        row = spare;
      }
    }
  }

  private void inflate(byte[] out, int length) throws BadImageException, DataFormatException {
    int done = 0;
    while (done < length) {
      int more = inflater.inflate(out, done, length - done);
      done += more;
      if (more > 0) {
        continue;
      }
      if (!inflater.needsInput() || nextChunk == data.size()) {
        throw new BadImageException(
            "PNG of " + header.width() + " x " + header.height() + " pixels",
            "its data ends too early: compressed rows are missing");
      }
      int[] chunk = data.get(nextChunk++);
      inflater.setInput(file, chunk[0], chunk[1]);
    }
  }

  private static void unfilter(int filter, byte[] row, byte[] above, int step)
      throws BadImageException {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        int first = Math.min(step, row.length);
        for (int i = 0; i < first; i++) {
          row[i] += (byte) ((above[i] & 0xFF) >> 1);
        }
        for (int i = step; i < row.length; i++) {
          row[i] += (byte) (((row[i - step] & 0xFF) + (above[i] & 0xFF)) >> 1);
        }
      }
      case 4 -> paeth(row, above, step);
      default -> throw new BadImageException("PNG filter " + filter, "in [0, 4]");
    }
  }

  private static void paeth(byte[] row, byte[] above, int step) {
    int first = Math.min(step, row.length);
    for (int i = 0; i < first; i++) {
      row[i] += above[i];
    }
    for (int i = step; i < row.length; i++) {
      int left = row[i - step] & 0xFF;
      int up = above[i] & 0xFF;
      int corner = above[i - step] & 0xFF;
      int toLeft = Math.abs(up - corner);
      int toUp = Math.abs(left - corner);
      int toCorner = Math.abs(left + up - 2 * corner);
      int nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      row[i] += (byte) nearest;
    }
  }
}
