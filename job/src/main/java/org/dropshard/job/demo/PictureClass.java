package org.dropshard.job.demo;

import java.util.SplittableRandom;
import java.util.function.Function;

/** The classes of demo pictures; a folder has the name in lower case. */
enum PictureClass {
  CIRCLES(Shapes::circles),
  GRADIENTS(Textures::gradients),
  STRIPES(Textures::stripes),
  NOISE(Textures::noise),
  CHECKS(Textures::checks),
  HILLS(Shapes::hills),
  RINGS(Textures::rings),
  FLOWERS(Shapes::flowers);

  private final Function<SplittableRandom, Painting> painter;

  PictureClass(Function<SplittableRandom, Painting> painter) {
    this.painter = painter;
  }

  /** A new picture of the class. */
  Painting painting(SplittableRandom random) {
    return painter.apply(random);
  }
}
