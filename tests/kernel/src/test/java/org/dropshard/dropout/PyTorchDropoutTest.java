package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under PyTorch's masks the values are PyTorch's: the scale, and what is selected by what. */
class PyTorchDropoutTest {
  @ParameterizedTest
  @CsvSource({
    "dropout-0, 0.2",
    "dropout-0, 0.5",
    "dropout-0, 1.0",
    "dropout-1, 0.2",
    "dropout-1, 0.5",
    "dropout-1, 1.0",
    "dropout-2, 0.2",
    "dropout-2, 0.5",
    "dropout-2, 1.0",
    "dropout2d-0, 0.2",
    "dropout2d-0, 0.5",
    "dropout2d-0, 1.0",
    "dropout2d-1, 0.2",
    "dropout2d-1, 0.5",
    "dropout2d-1, 1.0",
    "dropout2d-2, 0.2",
    "dropout2d-2, 0.5",
    "dropout2d-2, 1.0"
  })
  void valuesAreThoseOfPyTorch(String call, String p) throws IOException, NpyException {
    Tensor x = Golden.npy(call + "-p" + p + "/x.npy");
    Tensor y = Golden.npy(call + "-p" + p + "/y.npy");
    Tensor keep = Golden.npy(call + "-p" + p + "/keep.npy");
    int[] shape = x.shape();
    boolean channels = call.startsWith("dropout2d");
    NoiseShape noise =
        channels
            ? new NoiseShape(shape, new int[] {shape[0], shape[1], 1, 1})
            : NoiseShape.element(shape);
    int elementsOfUnit = channels ? shape[2] * shape[3] : 1;
    Dropout dropout =
        new Dropout(
            channels ? Kind.SPATIAL : Kind.ELEMENT,
            Layout.CHW,
            new DropProbability(Double.parseDouble(p)),
            Scale.INVERTED,
            0.0);
    byte[] ours =
        ReferenceDropout.apply(
            dropout, noise, unit -> at(keep, (int) unit * elementsOfUnit) != 0, x);
    ByteBuffer view = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < x.length(); i++) {
      // + 0: PyTorch multiplies dropped values by 0, which leaves a sign; here they are +0.
      assertEquals(at(y, i) + 0f, view.getFloat(i * 4) + 0f);
    }
  }

  private static float at(Tensor x, int i) {
    return ByteBuffer.wrap(x.data()).order(ByteOrder.LITTLE_ENDIAN).getFloat(x.offset() + i * 4);
  }
}
