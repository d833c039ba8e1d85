package org.dropshard.job.read.files;

import java.util.List;
import org.dropshard.format.InputFormat;
import org.dropshard.job.image.ImageDecoder;

/** Pictures, of any format that is decoded here: a file is a sample. */
public record PictureFormat() implements InputFormat {
  @Override
  public String label() {
    return "images";
  }

  @Override
  public List<String> endings() {
    return ImageDecoder.extensions();
  }

  @Override
  public boolean hasStart(byte[] start) {
    return ImageDecoder.format(start).isPresent();
  }
}
