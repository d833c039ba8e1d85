package org.dropshard.job.demo;

import java.util.SplittableRandom;

/** The classes of demo pictures; a folder has the name in lower case. */
enum PictureClass {
  CIRCLES {
    @Override
    Painting painting(SplittableRandom random) {
      return Shapes.circles(random);
    }
  },
  GRADIENTS {
    @Override
    Painting painting(SplittableRandom random) {
      return Textures.gradients(random);
    }
  },
  STRIPES {
    @Override
    Painting painting(SplittableRandom random) {
      return Textures.stripes(random);
    }
  },
  NOISE {
    @Override
    Painting painting(SplittableRandom random) {
      return Textures.noise(random);
    }
  },
  CHECKS {
    @Override
    Painting painting(SplittableRandom random) {
      return Textures.checks(random);
    }
  },
  HILLS {
    @Override
    Painting painting(SplittableRandom random) {
      return Shapes.hills(random);
    }
  },
  RINGS {
    @Override
    Painting painting(SplittableRandom random) {
      return Textures.rings(random);
    }
  },
  FLOWERS {
    @Override
    Painting painting(SplittableRandom random) {
      return Shapes.flowers(random);
    }
  };

  /** A new picture of the class. */
  abstract Painting painting(SplittableRandom random);
}
