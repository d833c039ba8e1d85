package org.dropshard.region;

import java.io.Serializable;
import java.util.Arrays;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.KeepMask;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * DropBlock: squares of each channel. Each place where a square fits whole begins one with
 * probability
 *
 * <pre>
 * γ = p · H · W / (s² · (H − s + 1) · (W − s + 1)),  at most 1, with s = min(size, H, W)
 * </pre>
 *
 * by the mask contract: unit u of (seed, id, stream, γ), the places numbered row-major as the
 * tensor is stored, (C, H − s + 1, W − s + 1) or (H − s + 1, W − s + 1, C). What the squares cover
 * is dropped. They overlap, so less than p is dropped, the more so the larger p is. Survivors are
 * to be scaled by elements / kept elements of the sample (the paper: of the batch; here no sample
 * depends on its neighbours).
 *
 * @param p what would be dropped if squares did not overlap; 0 drops nothing
 * @param size the side of a square, ≥ 1; 1 is element dropout
 * @see <a href="https://arxiv.org/abs/1810.12890">Ghiasi, Lin, Le: DropBlock: a regularization
 *     method for convolutional networks (2018)</a>
 */
public record DropBlock(double p, int size) implements Serializable {
  /**
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public DropBlock {
    new DropProbability(p);
    if (size < 1) {
      throw Invalid.argument("size", size, "at least 1");
    }
  }

  /**
   * Makes the mask of a sample.
   *
   * @param shape three axes
   * @param words a generator of the calling thread
   * @param keep takes −1 (kept) or 0 (dropped) for each element, as stored
   * @return how many elements are dropped
   * @throws IllegalArgumentException if the shape has not three axes
   */
  public int mask(
      int[] shape, Layout layout, Keystream words, long seed, long id, int stream, int[] keep) {
    Plane plane = Plane.of(shape, layout);
    int elements = plane.channels() * plane.height() * plane.width();
    Arrays.fill(keep, 0, elements, -1);
    if (elements == 0) {
      return 0;
    }
    int s = Math.min(size, Math.min(plane.height(), plane.width()));
    int down = plane.height() - s + 1;
    int across = plane.width() - s + 1;
    int[] starts = new int[plane.channels() * down * across];
    words.start(seed, id, stream, starts.length);
    double gamma =
        Math.min(1, p * plane.height() * plane.width() / ((double) s * s * down * across));
    long threshold = new DropProbability(gamma).threshold();
    KeepMask.next(words, threshold, starts, 0, starts.length);
    return cover(starts, s, plane, keep);
  }

  /** Drops the squares that begin where {@code starts} is 0. */
  static int cover(int[] starts, int s, Plane plane, int[] keep) {
    boolean first = plane.layout() == Layout.CHW;
    int across = plane.width() - s + 1;
    int places = (plane.height() - s + 1) * across;
    int place = first ? 1 : plane.channels(); // from one place of a row to the next
    int row = plane.width() * place;
    int dropped = 0;
    for (int u = 0; u < starts.length; u++) {
      if (starts[u] == 0) {
        int channel = first ? u / places : u % plane.channels();
        int at = first ? u % places : u / plane.channels();
        int corner = (first ? channel * plane.height() * row : channel);
        corner += at / across * row + at % across * place;
        dropped += square(keep, corner, s, row, place);
      }
    }
    return dropped;
  }

  private static int square(int[] keep, int corner, int s, int row, int place) {
    int dropped = 0;
    for (int y = 0; y < s; y++) {
      for (int x = 0; x < s; x++) {
        int i = corner + y * row + x * place;
        dropped -= keep[i];
        keep[i] = 0;
      }
    }
    return dropped;
  }
}
