package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.dropshard.tensor.Layout;
import org.junit.jupiter.api.Test;

class NoiseShapeTest {
  @Test
  void kindsAreTheContracts() {
    int[] chw = {3, 32, 40};
    int[] hwc = {32, 40, 3};
    assertArrayEquals(chw, Kind.ELEMENT.noiseShape(chw, Layout.CHW).noise());
    assertArrayEquals(new int[] {3, 1, 1}, Kind.SPATIAL.noiseShape(chw, Layout.CHW).noise());
    assertArrayEquals(new int[] {1, 1, 3}, Kind.SPATIAL.noiseShape(hwc, Layout.HWC).noise());
    assertArrayEquals(new int[] {1, 32, 40}, Kind.PIXEL.noiseShape(chw, Layout.CHW).noise());
    assertArrayEquals(new int[] {32, 40, 1}, Kind.PIXEL.noiseShape(hwc, Layout.HWC).noise());
    assertArrayEquals(new int[] {1, 1, 1}, Kind.SAMPLE.noiseShape(hwc, Layout.HWC).noise());
    assertArrayEquals(new int[] {1, 32, 1}, Kind.ROW.noiseShape(chw, Layout.CHW).noise());
    assertArrayEquals(new int[] {32, 1, 1}, Kind.ROW.noiseShape(hwc, Layout.HWC).noise());
    assertArrayEquals(new int[] {1, 1, 40}, Kind.COLUMN.noiseShape(chw, Layout.CHW).noise());
    assertArrayEquals(new int[] {1, 40, 1}, Kind.COLUMN.noiseShape(hwc, Layout.HWC).noise());
  }

  @Test
  void scalarsAreOneUnit() {
    for (Kind kind : Kind.values()) {
      assertEquals(1, kind.noiseShape(new int[0], Layout.CHW).units());
    }
  }

  @Test
  void shapesThatDoNotBroadcastAreRefused() {
    int[] shape = {3, 32, 32};
    for (int[] noise : new int[][] {{3, 1}, {3, 1, 1, 1}, {2, 1, 1}, {3, 32, 16}, {0, 1, 1}, {}}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new NoiseShape(shape, noise));
      assertEquals(
          "Invalid noise shape: "
              + Arrays.toString(noise)
              + " (1 or the tensor's length on each axis of [3, 32, 32])",
          e.getMessage());
    }
  }

  /** In pieces of any size, the cursor names the unit that the definition names. */
  @Test
  void cursorWalksTheUnitsInOrder() {
    Random random = new Random(40);
    for (int round = 0; round < 1000; round++) {
      int[] shape = new int[random.nextInt(6)];
      int[] noise = new int[shape.length];
      int length = 1;
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = 1 + random.nextInt(6);
        noise[axis] = random.nextBoolean() ? 1 : shape[axis];
        length *= shape[axis];
      }
      NoiseShape noiseShape = new NoiseShape(shape, noise);
      int[] units = new int[noiseShape.units()];
      Arrays.setAll(units, unit -> unit);
      UnitCursor cursor = new UnitCursor(noiseShape);
      int[] piece = new int[100];
      for (int from = 0, n; from < length; from += n) {
        n = Math.min(length - from, 1 + random.nextInt(100));
        cursor.next(units, piece, n);
        for (int i = 0; i < n; i++) {
          assertEquals(ReferenceDropout.unit(noiseShape, from + i), piece[i]);
        }
      }
    }
  }

  @Test
  void namesComeBack() {
    for (Kind kind : Kind.values()) {
      assertEquals(kind, Kind.ofLabel(kind.label()));
    }
    for (Scale scale : Scale.values()) {
      assertEquals(scale, Scale.ofLabel(scale.label()));
    }
    assertThrows(IllegalArgumentException.class, () -> Kind.ofLabel("channel"));
    assertThrows(IllegalArgumentException.class, () -> Scale.ofLabel("auto"));
  }
}
