package org.dropshard.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;

/**
 * A fault that strikes once, or a few times, somewhere in a cluster. A folder that all processes
 * share says what is armed and remembers what has struck.
 */
final class Fault {
  /** Where files are touched. */
  enum At {
    READ,
    WRITE,
    BEFORE_RENAME,
    AFTER_RENAME,
    /** After anything that changes what lies there. */
    AFTER_CHANGE
  }

  /** Whose touch it is. */
  enum Where {
    EXECUTOR,
    DRIVER
  }

  /** What then happens. */
  enum What {
    /** The process is gone at once, as by {@code kill -9}. */
    HALT,
    /** The call fails. */
    THROW
  }

  /** Touches that this process was spared, by what was armed. */
  private static final Map<String, AtomicInteger> SPARED = new ConcurrentHashMap<>();

  private Fault() {}

  /**
   * Arms a folder.
   *
   * @param skip how many such touches a process is spared
   * @param times how many times it strikes, over all processes
   */
  static void arm(Path folder, Where where, At at, What what, int skip, int times)
      throws IOException {
    disarm(folder);
    Properties armed = new Properties();
    armed.setProperty("id", String.valueOf(System.nanoTime()));
    armed.setProperty("where", where.name());
    armed.setProperty("at", at.name());
    armed.setProperty("what", what.name());
    armed.setProperty("skip", String.valueOf(skip));
    armed.setProperty("times", String.valueOf(times));
    Path file = folder.resolve("new");
    try (var out = Files.newOutputStream(file)) {
      armed.store(out, null);
    }
    Files.move(file, folder.resolve("armed"));
  }

  static void disarm(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** How often it has struck. */
  static long struck(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("struck")).count();
    }
  }

  /** Called at a touch: strikes if that is what the folder says. */
  static void touch(Path folder, At at) throws IOException {
    Path file = folder.resolve("armed");
    if (!Files.exists(file)) {
      return;
    }
    Properties armed = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      armed.load(in);
    }
    TaskContext task = TaskContext.get();
    Where where = task == null ? Where.DRIVER : Where.EXECUTOR;
    if (!armed.getProperty("at").equals(at.name())
        || !armed.getProperty("where").equals(where.name())
        || task != null && task.partitionId() != 0
        || SPARED
                .computeIfAbsent(armed.getProperty("id"), id -> new AtomicInteger())
                .getAndIncrement()
            < Integer.parseInt(armed.getProperty("skip"))) {
      return;
    }
    for (int i = 0; i < Integer.parseInt(armed.getProperty("times")); i++) {
      try {
        Files.createFile(folder.resolve("struck-" + i));
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      if (armed.getProperty("what").equals(What.HALT.name())) {
        Runtime.getRuntime().halt(137);
      }
      throw new IOException("a fault that a test has armed: " + at);
    }
  }
}
