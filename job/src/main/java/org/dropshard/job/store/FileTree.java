package org.dropshard.job.store;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** All files below a folder. */
public final class FileTree {
  private FileTree() {}

  /** The files' sizes by path below {@code folder}, which is qualified. */
  public static Map<String, Long> sizes(FileSystem fileSystem, Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    int start = folder.toUri().getPath().length() + 1;
    if (ObjectStores.holds(folder)) { // they list a whole tree at once
      RemoteIterator<LocatedFileStatus> all = fileSystem.listFiles(folder, true);
      while (all.hasNext()) {
        add(all.next(), start, sizes);
      }
    } else {
      walk(fileSystem, folder, start, sizes);
    }
    return sizes;
  }

  /**
   * Folder by folder: on the local file system the recursive listing asks for each file's
   * permissions, and without native code that starts a process a file.
   */
  private static void walk(FileSystem fileSystem, Path folder, int start, Map<String, Long> sizes)
      throws IOException {
    for (FileStatus child : fileSystem.listStatus(folder)) {
      if (child.isDirectory()) {
        walk(fileSystem, child.getPath(), start, sizes);
      } else {
        add(child, start, sizes);
      }
    }
  }

  private static void add(FileStatus file, int start, Map<String, Long> sizes) {
    sizes.put(file.getPath().toUri().getPath().substring(start), file.getLen());
  }
}
