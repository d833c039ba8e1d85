package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs behind links: data lies where the link points, and nothing else is touched. */
class LinkedOutputTest {
  @TempDir Path folder;
  private Path real;
  private Path link;

  @BeforeEach
  void make() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Files.write(input.resolve("0.npy"), NpyFiles.ramp(0.1f, 3, 4, 5));
    real = Files.createDirectories(folder.resolve("disk/real"));
    link = Files.createDirectory(folder.resolve("names")).resolve("out");
  }

  private JobRun run(String command, String... more) {
    return JobRun.spatial(command, folder.resolve("in"), link, more);
  }

  private void done(String... more) {
    JobRun run = run("augment", more);
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void dataLiesWhereTheLinkPoints() throws IOException {
    Files.createSymbolicLink(link, Path.of("../disk/real"));
    done();
    done("--if-exists", "overwrite");
    done("--if-exists", "append", "--run-id", "more");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(List.of("out"), names(link.getParent()));
    assertEquals(List.of("real"), names(real.getParent()));
    assertTrue(Files.exists(real.resolve("_SUCCESS")));
    JobRun verified = JobRun.of("verify", link.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    Files.createSymbolicLink(link, Path.of("../disk/gone"));
    for (String command : List.of("plan", "augment")) {
      JobRun run = run(command);
      assertEquals(ExitCode.OUTPUT, run.code(), run.err());
      assertEquals(
          "dropshard: Cannot write output: "
              + link
              + " is a link to ../disk/gone, which leads to no folder",
          run.err().strip());
    }
    assertEquals(List.of("real"), names(real.getParent()));
  }

  @Test
  void aLinkToItselfIsRefused() throws IOException {
    Files.createSymbolicLink(link, Path.of("out"));
    JobRun run = run("augment");
    assertEquals(ExitCode.OUTPUT, run.code(), run.err());
    assertTrue(run.err().contains("is a link to out, which leads to no folder"), run.err());
  }

  @Test
  void pagesTakeTheirPlaceAndLeaveWhatALinkPointsTo() throws IOException {
    done();
    Path target = Files.writeString(folder.resolve("target.html"), "somebody's");
    Path report = link.resolve("_dropshard/report.html");
    Files.delete(report);
    Files.createSymbolicLink(report, target);
    JobRun drawn = JobRun.of("report", link.toString());
    assertEquals(ExitCode.DONE, drawn.code(), drawn.err());
    assertEquals("somebody's", Files.readString(target));
    assertTrue(Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS));

    Path comparison = folder.resolve("comparison.html");
    Files.copy(report, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    long size = Files.size(target);
    Files.createSymbolicLink(comparison, target);
    JobRun compared =
        JobRun.of("report", link.toString(), link.toString(), "--to", comparison.toString());
    assertEquals(ExitCode.DONE, compared.code(), compared.err());
    assertEquals(size, Files.size(target));
    assertFalse(Files.isSymbolicLink(comparison));
    assertEquals(List.of("comparison.html", "disk", "in", "names", "target.html"), names(folder));
  }

  @Test
  void theReportOfARefusedRunLiesAlone() throws IOException {
    JobRun run = run("augment", "--expect", "rows.in > 7");
    assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
    assertEquals(List.of("out.refused.html"), names(link.getParent()));
  }
}
