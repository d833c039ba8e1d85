package org.dropshard.job.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void filesAndPermissionsAreThoseOfHadoop() throws IOException {
    for (String umask : new String[] {"022", "027", "000"}) {
      Configuration hadoop = new Configuration();
      hadoop.set("fs.permissions.umask-mode", umask);
      Map<String, Set<PosixFilePermission>> expected =
          written(FileSystem.newInstance(folder.toUri(), hadoop), folder.resolve("hadoop" + umask));
      FileSystem own = of(hadoop);
      assertInstanceOf(LocalFiles.class, own);
      assertEquals(expected, written(own, folder.resolve("own" + umask)), umask);
    }
  }

  private FileSystem of(Configuration hadoop) throws IOException {
    Path path = new Path(folder.toUri());
    return path.getFileSystem(LocalFiles.using(hadoop, path));
  }

  @Test
  void configurationsOfOtherFileSystemsStayAsTheyAre() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.other.impl", RawLocalFileSystem.class, FileSystem.class);
    LocalFiles.use(hadoop, new Path("other:/x"));
    assertNull(hadoop.get("fs.file.impl"));
  }

  /** Makes files and folders, and says what is there then, and with which permissions. */
  private static Map<String, Set<PosixFilePermission>> written(
      FileSystem files, java.nio.file.Path below) throws IOException {
    Path root = new Path(below.toUri());
    files.mkdirs(new Path(root, "a/b"));
    files.mkdirs(new Path(root, "sticky"), new FsPermission((short) 01777));
    files.create(new Path(root, "a/b/file"), true).close();
    files.create(new Path(root, "c/new folder/file"), true).close();
    files.rename(new Path(root, "a/b/file"), new Path(root, "a/file"));
    Map<String, Set<PosixFilePermission>> found = new TreeMap<>();
    try (Stream<java.nio.file.Path> all = Files.walk(below)) {
      all.forEach(
          path -> {
            try {
              found.put(below.relativize(path).toString(), Files.getPosixFilePermissions(path));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return found;
  }

  @Test
  void theUsersChoiceStays() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.file.impl", RawLocalFileSystem.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    FileSystem files = of(hadoop);
    assertInstanceOf(RawLocalFileSystem.class, files);
  }

  @Test
  void aLoaderThatDoesNotSeeItHasHadoops() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClassLoader(ClassLoader.getPlatformClassLoader());
    FileSystem files = of(hadoop);
    assertEquals(LocalFileSystem.class, files.getClass());
  }
}
