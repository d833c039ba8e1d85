package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.RunId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
  private static final RunId RUN = new RunId("nightly 7");

  @TempDir Path folder;
  private FileSystem fileSystem;
  private org.apache.hadoop.fs.Path output;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    fileSystem = FileSystem.getLocal(new Configuration(false)).getRaw();
    output = new org.apache.hadoop.fs.Path("file", null, folder.resolve("out").toString());
    file = folder.resolve(".out.dropshard-lock");
  }

  @Test
  void oneRunAtATime() throws IOException {
    try (OutputLock lock = OutputLock.take(fileSystem, output, RUN)) {
      lock.check();
      JobException refused =
          assertThrows(
              JobException.class, () -> OutputLock.take(fileSystem, output, new RunId("another")));
      assertEquals(ExitCode.OUTPUT, refused.code());
      assertTrue(refused.getMessage().contains("run nightly 7"), refused.getMessage());
      assertTrue(
          refused.getMessage().contains("process " + ProcessHandle.current().pid()),
          refused.getMessage());
      assertTrue(refused.getMessage().contains("delete file:" + file), refused.getMessage());
      lock.check();
    }
    assertFalse(Files.exists(file));
    OutputLock.take(fileSystem, output, RUN).close();
  }

  @Test
  void aDeadProcessOfThisMachineHoldsNothing() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    String owner = lockOf(process);
    assumeTrue(LockOwner.parse(owner).machine().length() > 0, "Linux tells machines apart");
    Files.writeString(file, owner);
    assertThrows(JobException.class, () -> OutputLock.take(fileSystem, output, RUN));
    process.destroyForcibly().waitFor();
    OutputLock.take(fileSystem, output, RUN).close();
  }

  /** The lock as a run in another process would have it. */
  private String lockOf(Process process) throws IOException {
    LockOwner here = LockOwner.of(RUN);
    return new LockOwner(
            here.host(),
            here.machine(),
            process.pid(),
            process.info().startInstant().orElseThrow().toString(),
            "another",
            here.since())
        .text();
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberHoldsNothing() throws IOException {
    LockOwner here = LockOwner.of(RUN);
    assumeTrue(here.machine().length() > 0, "Linux tells machines apart");
    Files.writeString(
        file,
        new LockOwner(
                here.host(), here.machine(), here.process(), "2020-01-01T00:00:00Z", "old", "")
            .text());
    OutputLock.take(fileSystem, output, RUN).close();
  }

  /** Of a version that tells less, or of another kind of system. */
  @Test
  void aLockThatTellsLittleHoldsAllTheSame() throws IOException {
    LockOwner here = LockOwner.of(RUN);
    for (String lock :
        new String[] {
          "{}",
          "{\"host\":\"node7\"}",
          "{\"host\":\"node7\",\"machine\":\"%s\"}".formatted(here.machine()),
          "{\"host\":\"node7\",\"machine\":\"%s\",\"process\":%d,\"more\":[1]}"
              .formatted(here.machine(), here.process())
        }) {
      Files.writeString(file, lock);
      JobException refused =
          assertThrows(JobException.class, () -> OutputLock.take(fileSystem, output, RUN), lock);
      String host = lock.contains("node7") ? "node7" : "an unknown host";
      assertTrue(refused.getMessage().contains("by " + host + ", process "), refused.getMessage());
    }
  }

  @Test
  void silenceForLongerThanTheLeaseFreesTheLockOfAnotherMachine() throws IOException {
    Files.writeString(file, new LockOwner("far", "another boot", 1L, "", "far run", "").text());
    JobException refused =
        assertThrows(JobException.class, () -> OutputLock.take(fileSystem, output, RUN));
    assertTrue(refused.getMessage().contains("far, process 1, run far run"), refused.getMessage());
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(OutputLock.LEASE).minusSeconds(1)));
    OutputLock.take(fileSystem, output, RUN).close();
  }

  @Test
  void whoLostTheLockLearnsOfItAndLeavesTheOthersAlone() throws IOException {
    OutputLock slept = OutputLock.take(fileSystem, output, RUN);
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(OutputLock.LEASE).minusSeconds(1)));
    try (OutputLock next = OutputLock.take(fileSystem, output, new RunId("next"))) {
      JobException lost = assertThrows(JobException.class, slept::check);
      assertEquals(ExitCode.OUTPUT, lost.code());
      slept.close();
      next.check();
    }
  }

  @Test
  void aRunThatWasKilledAsItTookTheLockHoldsNothing() throws IOException {
    Files.createFile(file);
    OutputLock.take(fileSystem, output, RUN).close();
    assertFalse(Files.exists(file));
  }

  @Test
  void aRunThatIsJustTakingTheLockIsWaitedFor() throws Exception {
    Files.createFile(file);
    Thread owner =
        new Thread(
            () -> {
              try {
                Thread.sleep(500);
                Files.writeString(file, LockOwner.of(RUN).text());
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    owner.start();
    JobException refused =
        assertThrows(
            JobException.class, () -> OutputLock.take(fileSystem, output, new RunId("another")));
    owner.join();
    assertTrue(refused.getMessage().contains("run nightly 7"), refused.getMessage());
  }

  @Test
  void anUnreadableLockIsRefusedAndNamed() throws IOException {
    Files.writeString(file, "scrawl");
    JobException refused =
        assertThrows(JobException.class, () -> OutputLock.take(fileSystem, output, RUN));
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
  }
}
