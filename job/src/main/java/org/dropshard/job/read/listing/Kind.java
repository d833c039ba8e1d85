package org.dropshard.job.read.listing;

import java.io.Serializable;

/** How files of a format are known. */
public interface Kind extends Serializable {
  /** Whether a file's name says that it is one. */
  boolean isNamed(InputFile file);

  /** Whether a file's first {@link FirstBytes#LENGTH} bytes, or all if it has fewer, say so. */
  boolean starts(byte[] start);

  /** Whether files whose names begin with {@code _} can be read. */
  boolean takesMarked();
}
