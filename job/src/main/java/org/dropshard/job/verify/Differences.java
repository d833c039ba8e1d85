package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.List;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;

/** In what an output is not what its account says, a line each, in the order of their finding. */
final class Differences {
  private final List<String> lines = new ArrayList<>();

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void add(String line) {
    lines.add(line);
  }

  void addAll(List<String> more) {
    lines.addAll(more);
  }

  /** Compares what the account says with what is. */
  void compare(String what, Object said, Object is) {
    if (!is.equals(said)) {
      lines.add(what + ": the account says " + said + ", found " + is);
    }
  }

  /**
   * Ends the command if there are any.
   *
   * @throws JobException with the first, and how many more there are
   */
  void conclude() {
    if (!lines.isEmpty()) {
      String more = lines.size() > 1 ? " (and " + (lines.size() - 1) + " more)" : "";
      throw new JobException(ExitCode.VERIFICATION, "Verification failed: " + lines.get(0) + more);
    }
  }
}
