package org.dropshard.job.image.webp;

/**
 * How far back a copy of lossless WebP starts: its first 120 codes stand for places nearby, columns
 * to the left and rows up.
 */
final class Vp8lDistances {

  private static final String PLACES =
      "0,1 1,0 1,1 -1,1 0,2 2,0 1,2 -1,2 2,1 -2,1 2,2 -2,2 0,3 3,0 1,3 -1,3 3,1 -3,1 2,3 "
          + "-2,3 3,2 -3,2 0,4 4,0 1,4 -1,4 4,1 -4,1 3,3 -3,3 2,4 -2,4 4,2 -4,2 0,5 3,4 -3,4 4,3 "
          + "-4,3 5,0 1,5 -1,5 5,1 -5,1 2,5 -2,5 5,2 -5,2 4,4 -4,4 3,5 -3,5 5,3 -5,3 0,6 6,0 1,6 "
          + "-1,6 6,1 -6,1 2,6 -2,6 6,2 -6,2 4,5 -4,5 5,4 -5,4 3,6 -3,6 6,3 -6,3 0,7 7,0 1,7 "
          + "-1,7 5,5 -5,5 7,1 -7,1 4,6 -4,6 6,4 -6,4 2,7 -2,7 7,2 -7,2 3,7 -3,7 7,3 -7,3 5,6 "
          + "-5,6 6,5 -6,5 8,0 4,7 -4,7 7,4 -7,4 8,1 8,2 6,6 -6,6 8,3 5,7 -5,7 7,5 -7,5 8,4 6,7 "
          + "-6,7 7,6 -7,6 8,5 7,7 -7,7 8,6 8,7";
  private static final int[] COLUMNS = new int[120];
  private static final int[] ROWS = new int[120];

  static {
    String[] places = PLACES.split(" ");
    for (int i = 0; i < places.length; i++) {
      int comma = places[i].indexOf(',');
      COLUMNS[i] = Integer.parseInt(places[i].substring(0, comma));
      ROWS[i] = Integer.parseInt(places[i].substring(comma + 1));
    }
  }

  private Vp8lDistances() {}

  /** Pixels from a code ≥ 1, in a picture that is {@code width} wide; at least 1. */
  static int pixels(int code, int width) {
    return code > 120 ? code - 120 : Math.max(1, ROWS[code - 1] * width + COLUMNS[code - 1]);
  }
}
