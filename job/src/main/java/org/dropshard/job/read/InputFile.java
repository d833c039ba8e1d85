package org.dropshard.job.read;

import java.io.Serializable;
import java.util.Locale;

/**
 * A file of the input.
 *
 * @param path its full path, as Hadoop writes it
 * @param name its path relative to the input argument that names it, decoded, with {@code /}
 *     between the parts
 * @param length its size in bytes
 */
public record InputFile(String path, String name, long length) implements Serializable {
  /** The name of the folder that holds the file, below the input argument; empty if none does. */
  public String folder() {
    int end = name.lastIndexOf('/');
    return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
  }

  /** The extension in lower case, without its dot; empty if there is none. */
  public String extension() {
    int dot = name.lastIndexOf('.');
    return dot < 0 || dot < name.lastIndexOf('/')
        ? ""
        : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
