package org.dropshard.job.read.files;

import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Kind;
import org.dropshard.tensor.Npy;

/** Files that are a sample each, or hold arrays. */
enum FileKind implements Kind {
  PICTURES {
    @Override
    public boolean isNamed(InputFile file) {
      return ImageDecoder.hasPictureExtension(file.name());
    }

    @Override
    public boolean starts(byte[] start) {
      return ImageDecoder.format(start).isPresent();
    }
  },
  ARRAYS {
    @Override
    public boolean isNamed(InputFile file) {
      return file.extension().equals("npy") || file.extension().equals("npz");
    }

    @Override
    public boolean starts(byte[] start) {
      return Npy.isNpy(start);
    }
  };

  /** Cameras name pictures so. */
  @Override
  public boolean takesMarked() {
    return true;
  }
}
