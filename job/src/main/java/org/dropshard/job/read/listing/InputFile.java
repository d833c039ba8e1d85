package org.dropshard.job.read.listing;

import java.io.IOException;
import java.io.Serializable;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.FileInput;
import org.dropshard.job.store.LocalNames;
import org.dropshard.job.store.Scratch;

/**
 * A file of the input.
 *
 * @param path its full path, as Hadoop writes it
 * @param name its path relative to the input argument that names it, decoded, with {@code /}
 *     between the parts
 * @param length its size in bytes
 */
public record InputFile(String path, String name, long length) implements Serializable {
  /**
   * Opens a file.
   *
   * @throws org.dropshard.job.error.JobException if the process has as many files open as it may
   */
  public static FSDataInputStream open(Path path, Configuration hadoop) throws IOException {
    LocalNames.check(path);
    try {
      return FileInput.fileSystem(path, hadoop).open(path);
    } catch (IOException e) {
      if (Scratch.isOutOfFiles(e)) { // as a bad record it would leave out a good sample
        throw Scratch.outOfFiles(e);
      }
      throw e;
    }
  }

  /** The name of the folder that holds the file, below the input argument; empty if none does. */
  public String folder() {
    int end = name.lastIndexOf('/');
    return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
  }

  /** The names of all folders that hold the file, below the input argument. */
  public String folders() {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /** Whether Spark takes the file for hidden: its name begins with {@code _}. */
  public boolean isMarked() {
    String base = name.substring(name.lastIndexOf('/') + 1);
    return base.startsWith("_") && !base.contains("=");
  }

  /** The extension in lower case, without its dot; empty if there is none. */
  public String extension() {
    int dot = name.lastIndexOf('.');
    return dot < 0 || dot < name.lastIndexOf('/')
        ? ""
        : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
