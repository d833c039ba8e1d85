package org.dropshard.job.read.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a listing takes, each file once, and what it says of the rest. */
@Timeout(60)
class ListingTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    for (String name : List.of("b.png", "a/c.png", "a/d.png")) {
      file(name);
    }
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  private Path link(String name, String target) throws IOException {
    return Files.createSymbolicLink(folder.resolve(name), Path.of(target));
  }

  private Listing list(String... inputs) {
    return Listing.of(
        Arrays.stream(inputs).map(input -> folder + input).toList(), new Configuration());
  }

  private static List<String> names(Listing listing) {
    return listing.files().stream().map(InputFile::name).toList();
  }

  private static List<String> leftOut(Listing listing) {
    return listing.leftOut().list().stream().map(LeftOut::toString).toList();
  }

  @Test
  void filesComeInTheOrderOfTheirNames() {
    assertEquals(List.of("a/c.png", "a/d.png", "b.png"), names(list("")));
    assertEquals(List.of(), leftOut(list("")));
  }

  @Test
  void hiddenNamesAreCountedAndUnderscoresOfFilesAreNot() throws IOException {
    for (String name :
        List.of(
            ".git/config",
            ".git/HEAD",
            ".x.png",
            "_temporary/0/y.png",
            "a/_b/z.png",
            ".DS_Store",
            "a/Thumbs.db",
            "__MACOSX/._b.png",
            "._b.png",
            ".b.png.crc",
            "_col=1/e.png",
            "_f.png")) {
      file(name);
    }
    Listing listing = list("");
    assertEquals(List.of("_col=1/e.png", "_f.png", "a/c.png", "a/d.png", "b.png"), names(listing));
    assertEquals(
        List.of("4 × hidden (first: .git/)", "4 × operating system's own (first: .DS_Store)"),
        leftOut(listing));
    assertEquals(List.of("0/y.png"), names(list("/_temporary"))); // an argument names it itself
  }

  @Test
  void aFolderIsEnteredOnceAndLoopsEnd() throws IOException {
    link("a/self", ".");
    link("a/up", "..");
    link("again", "a");
    Files.createDirectories(folder.resolve("m"));
    Files.createDirectories(folder.resolve("n"));
    link("m/n", "../n");
    link("n/m", "../m");
    Listing listing = list("");
    assertEquals(List.of("a/c.png", "a/d.png", "b.png"), names(listing));
    assertEquals(
        List.of(
            "3 × read already under another name (first: again/)",
            "2 × link to a folder that it lies in (first: a/self/)"),
        leftOut(listing));
  }

  @Test
  void linksLeadToWhatLiesElsewhere(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("e.png"), "e");
    link("linked", other.toString());
    link("e.png", other.resolve("e.png").toString());
    link("aa.png", "b.png"); // which is read as what it is, though its name comes later
    link("nowhere.png", "gone.png");
    link("circle", "circle");
    Listing listing = list("");
    assertEquals(List.of("a/c.png", "a/d.png", "b.png", "e.png"), names(listing));
    assertEquals(
        List.of(
            "2 × read already under another name (first: aa.png)",
            "2 × broken link (first: circle)"),
        leftOut(listing));
  }

  @Test
  void inputsThatMeetAreReadOnceByTheFirst() throws IOException {
    assertEquals(List.of("c.png", "d.png", "b.png"), names(list("/a", "")));
    assertEquals(List.of("a/c.png", "a/d.png", "b.png"), names(list("", "/a")));
    assertEquals(
        List.of("1 × read already under another name (first: a/)"), leftOut(list("/a", "")));
    assertEquals(List.of("c.png", "a/d.png", "b.png"), names(list("/a/c.png", "")));
    assertEquals(List.of("a/c.png", "a/d.png", "b.png"), names(list("", "/a/*.png", "/b.png")));
    link("l", "a");
    assertEquals(List.of("c.png", "d.png"), names(list("/l", "/a")));
  }

  @Test
  void whatIsNoFileIsNamedAndNeverOpened() throws IOException, InterruptedException {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("p.png").toString()).start();
    assumeTrue(mkfifo.waitFor() == 0, "no mkfifo");
    link("q.png", "p.png");
    link("zero.png", "/dev/zero");
    Path socket = folder.resolve("s.png");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Listing listing = list("");
      assertEquals(List.of("a/c.png", "a/d.png", "b.png"), names(listing));
      assertEquals(
          List.of(
              "1 × read already under another name (first: q.png)",
              "1 × pipe (first: p.png)",
              "1 × socket (first: s.png)",
              "1 × device (first: zero.png)"),
          leftOut(listing));
      JobException none = assertThrows(JobException.class, () -> list("/p.png"));
      assertTrue(
          none.getMessage().endsWith(" holds no file (left out: 1 × pipe (first: p.png))"),
          none.getMessage());
    }
  }

  @Test
  void namesMayHoldAnything() throws IOException {
    for (String name : List.of("x:y.png", "12:30/%2F.png", "sp ace.png", "[a]{b}*.png")) {
      file(name);
    }
    assertEquals(
        List.of(
            "12:30/%2F.png", "[a]{b}*.png", "a/c.png", "a/d.png", "b.png", "sp ace.png", "x:y.png"),
        names(list("")));
    for (InputFile file : list("").files()) {
      byte[] start = assertReads(file);
      assertEquals(file.name(), new String(start, java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static byte[] assertReads(InputFile file) {
    try {
      return FirstBytes.of(file, new Configuration());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
