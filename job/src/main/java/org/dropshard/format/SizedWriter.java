package org.dropshard.format;

/** A writer that knows how large its file has become, so that whoever fills it can close it. */
public interface SizedWriter {
  /** How many bytes were written so far, before compression; what is still to come is left out. */
  long bytes();
}
