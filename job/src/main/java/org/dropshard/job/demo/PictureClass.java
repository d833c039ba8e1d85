package org.dropshard.job.demo;

import java.util.SplittableRandom;
import java.util.function.Function;

/** The classes of demo pictures; a folder has the name in lower case. */
enum PictureClass {
  CIRCLES(Paintings::circles),
  GRADIENTS(Paintings::gradients),
  STRIPES(Paintings::stripes),
  RINGS(Paintings::rings);

  private final Function<SplittableRandom, Painting> painter;

  PictureClass(Function<SplittableRandom, Painting> painter) {
    this.painter = painter;
  }

  /** A new picture of the class. */
  Painting painting(SplittableRandom random) {
    return painter.apply(random);
  }
}
