package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dropshard.format.InputFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.read.files.PictureFormat;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.listing.Selection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can befall a file, tried with every ending of every format that is read. */
class KindsOfFormatsTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:"
          + "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

  @TempDir Path folder;

  static Stream<Arguments> endings() {
    Stream<Arguments> pictures =
        Stream.of(".png", ".jpg", ".tif", ".webp").map(ending -> Arguments.of("images", ending));
    return Stream.concat(
        pictures,
        Formats.inputs().stream()
            .flatMap(
                format ->
                    format.endings().stream().map(ending -> Arguments.of(format.label(), ending))));
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "some bytes");
  }

  private static Selection select(String format, List<String> inputs) {
    Configuration hadoop = new Configuration();
    InputFormat kind =
        Formats.inputs().stream()
            .filter(one -> one.label().equals(format))
            .findFirst()
            .orElseGet(PictureFormat::new);
    return Selection.of(hadoop, Listing.of(inputs, hadoop), kind);
  }

  private static List<String> names(Selection selection) {
    return selection.files().stream().map(InputFile::name).toList();
  }

  private static List<String> leftOut(Selection selection) {
    return selection.leftOut().list().stream().map(LeftOut::toString).toList();
  }

  @ParameterizedTest
  @MethodSource("endings")
  void anyNameIsTakenThatSystemsCanHold(String format, String ending) throws IOException {
    List<String> names =
        Stream.of("a/12:30/x", "a/[1] {b}/*?", "b/class=01/x", "b/ä é", "c%20/+&", "d/\\x")
            .map(name -> name + ending)
            .toList();
    for (String name : names) {
      write(name);
    }
    assertEquals(names, names(select(format, List.of(folder.toString()))));
    String odd = folder.resolve("a/[1] {b}").toString();
    assertEquals(List.of("*?" + ending), names(select(format, List.of(odd))));
    write("A/UPPER" + ending.toUpperCase(Locale.ROOT));
    assertEquals(7, select(format, List.of(folder.toString())).files().size());
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aFileIsTakenOnceWhateverLeadsThere(String format, String ending) throws IOException {
    Path file = write("in/x" + ending);
    Path in = file.getParent();
    Files.createSymbolicLink(in.resolve("alias" + ending), file);
    Files.createSymbolicLink(in.resolve("loop"), Path.of("."));
    Files.createSymbolicLink(in.resolve("gone" + ending), Path.of("nowhere"));
    Selection selection =
        select(format, List.of(in.toString(), in + "/*" + ending, file.toString()));
    assertEquals(List.of("x" + ending), names(selection));
    assertEquals(
        List.of(
            "4 × read already under another name (first: alias" + ending + ")",
            "1 × link to a folder that it lies in (first: loop/)",
            "1 × broken link (first: gone" + ending + ")"),
        leftOut(selection));
  }

  /**
   * Shards whose names begin with an underscore are Spark's own notes; cameras name pictures so.
   */
  @ParameterizedTest
  @MethodSource("endings")
  void whatIsHiddenIsCounted(String format, String ending) throws IOException {
    for (String name : List.of("x", ".x", "._x", "_x", "_notes/x", ".git/x", "__MACOSX/x")) {
      write(name + ending);
    }
    Selection selection = select(format, List.of(folder.toString()));
    boolean shards =
        Formats.inputs().stream()
            .anyMatch(one -> one.label().equals(format) && one instanceof TableFormat);
    assertEquals(
        shards ? List.of("x" + ending) : List.of("_x" + ending, "x" + ending), names(selection));
    assertEquals(
        List.of(
            (shards ? 4 : 3) + " × hidden (first: .git/)",
            "2 × operating system's own (first: ._x" + ending + ")"),
        leftOut(selection));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aPointerInPlaceOfAFileIsNamedWithTheWayOut(String format, String ending) throws IOException {
    Files.writeString(folder.resolve("x" + ending), POINTER);
    List<String> plan = new ArrayList<>(List.of("plan", "--input", folder.toString()));
    plan.addAll(List.of("--input-format", format, "--output", folder + "-out"));
    plan.addAll(List.of("--layout", "CHW", "--kind", "spatial", "--drop", "0", "--seed", "1"));
    JobRun run = JobRun.of(plan.toArray(new String[0]));
    assertEquals(ExitCode.INPUT, run.code(), run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(
        run.err().contains("a git-LFS pointer stands in its place (git lfs pull)"), run.err());
    assertTrue(run.err().contains("x" + ending), run.err());
  }
}
