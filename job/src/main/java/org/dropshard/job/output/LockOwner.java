package org.dropshard.job.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunId;

/**
 * Who holds a lock.
 *
 * @param host the machine's name, for people
 * @param machine names the machine, its boot and its process namespace; empty if nothing tells
 * @param process the process's number there; 0: nothing tells
 * @param born when the process began, since numbers are used again; empty: nothing tells
 * @param run the run
 * @param since when the lock was taken
 */
record LockOwner(
    @JsonInclude String host,
    @JsonInclude String machine,
    @JsonInclude Long process,
    @JsonInclude String born,
    @JsonInclude String run,
    @JsonInclude String since) {
  LockOwner { // of what a system or another version does not tell
    host = host == null ? "an unknown host" : host;
    machine = machine == null ? "" : machine;
    process = process == null ? 0 : process;
    born = born == null ? "" : born;
    run = run == null ? "unknown" : run;
    since = since == null ? "unknown" : since;
  }

  /** This process, for a run. */
  static LockOwner of(RunId run) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    return new LockOwner(
        InetAddress.getLocalHost().getHostName(),
        thisMachine(),
        self.pid(),
        birth(self),
        run.text(),
        Instant.now().toString());
  }

  /** Reads what {@link #text} wrote; of anything else, an owner of whom nothing is known. */
  static LockOwner parse(String text) {
    try {
      return Json.read(text, LockOwner.class);
    } catch (InvalidRecordException e) {
      return new LockOwner(null, null, null, null, null, null);
    }
  }

  String text() {
    return Json.line(this) + "\n";
  }

  /** Whether the process certainly is no more. Of another machine's nothing is certain. */
  boolean isDead() {
    return !machine.isEmpty()
        && machine.equals(thisMachine())
        && process > 0
        && ProcessHandle.of(process)
            .map(there -> !born.isEmpty() && !birth(there).equals(born))
            .orElse(true);
  }

  private static String birth(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Linux: a boot's id and the namespace in which process numbers mean anything. */
  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  @Override
  public String toString() {
    return host + ", process " + process + ", run " + run + ", since " + since;
  }
}
