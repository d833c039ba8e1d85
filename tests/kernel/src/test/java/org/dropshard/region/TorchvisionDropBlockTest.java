package org.dropshard.region;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the same beginnings of squares, the blocks and values of torchvision's drop_block2d. */
class TorchvisionDropBlockTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void valuesAreThoseOfTorchvision(int number) throws IOException, NpyException {
    String folder = "drop_block-" + number;
    Tensor x = Golden.npy(folder + "/x.npy");
    double[] begins = Doubles.of(Golden.npy(folder + "/starts.npy"));
    final int size = (int) Doubles.of(Golden.npy(folder + "/size.npy"))[0];
    int[] starts = new int[begins.length];
    Arrays.setAll(starts, i -> begins[i] == 0 ? -1 : 0);
    int[] keep = new int[x.length()];
    Arrays.fill(keep, -1);
    int dropped = DropBlock.cover(starts, size, Plane.of(x.shape(), Layout.CHW), keep);
    byte[] y = new byte[x.byteLength()];
    double scale = keep.length / (double) (keep.length - dropped);
    new TensorDropout()
        .apply(
            AffineAndFill.scaled(Layout.CHW, scale, 0),
            NoiseShape.element(x.shape()),
            keep,
            x,
            y,
            0);
    double[] expected = Doubles.of(Golden.npy(folder + "/y.npy"));
    double[] found = Doubles.of(new Tensor(DType.FLOAT32, x.shape(), y, 0));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-6 * Math.max(1, Math.abs(expected[i])));
    }
  }
}
