package org.dropshard.job.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.LocalFiles;
import org.dropshard.job.store.Sha256;

/** A page: its template, with style, scripts and data put into their places. */
public enum Page {
  REPORT("report.html"),
  SHOW("show.html");

  private static final String DATA = "{{data}}";
  private static final String HASHES = "{{hashes}}";
  private static final Set<String> OWN = Set.of(DATA, HASHES);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  /** A place in the template: the name of a resource, or one of {@link #OWN}. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w./-]+)}}");

  private static final String MARK = "<meta name=\"generator\" content=\"Dropshard\">";

  private final String name;
  private String template; // put together once, when it is needed

  Page(String name) {
    this.name = name;
  }

  private synchronized String template() {
    if (template == null) {
      String page =
          PLACE
              .matcher(resource(name))
              .replaceAll(
                  place ->
                      Matcher.quoteReplacement(
                          OWN.contains(place.group()) ? place.group() : resource(place.group(1))));
      template = page.replace(HASHES, hashes(page));
    }
    return template;
  }

  /** The scripts that the page may run, and no others: their digests, as its policy names them. */
  private static String hashes(String page) {
    StringJoiner hashes = new StringJoiner(" ");
    Matcher script = SCRIPT.matcher(page);
    while (script.find()) {
      byte[] digest = Sha256.digest().digest(script.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    return hashes.toString();
  }

  /** The page with its data. */
  String of(ObjectNode data) {
    String page = template();
    int place = page.indexOf(DATA);
    return page.substring(0, place)
        + inScript(Json.line(data))
        + page.substring(place + DATA.length());
  }

  /**
   * Writes the page to a file, in place of a page of ours that may be there.
   *
   * @param to the file, on any Hadoop file system
   * @param option by which another is chosen
   * @return the file's full path
   * @throws JobException if something else is there, or the file cannot be written
   */
  public Path write(ObjectNode data, String to, String option, Configuration hadoop) {
    try {
      Path file = new Path(to);
      FileSystem fileSystem = file.getFileSystem(LocalFiles.using(hadoop, file));
      file = fileSystem.makeQualified(file);
      if (fileSystem.exists(file) && !isOurs(fileSystem, file)) {
        throw new JobException(
            ExitCode.OUTPUT,
            "Output exists: " + to + " (no page of ours: choose another by " + option + ")");
      }
      write(of(data), fileSystem, file);
      return file;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot write " + to + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Writes a page to a file, whatever is there. A local one goes without a {@code .crc} file, and
   * takes its place as a whole: what a link of its name points to stays as it is.
   */
  static void write(String page, FileSystem fileSystem, Path file) throws IOException {
    if (!(fileSystem instanceof ChecksumFileSystem local)) {
      write(page.getBytes(StandardCharsets.UTF_8), fileSystem, file);
      return;
    }
    FileSystem raw = local.getRawFileSystem();
    Path beside = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    try {
      write(page.getBytes(StandardCharsets.UTF_8), raw, beside);
      raw.delete(local.getChecksumFile(file), false);
      if (!raw.rename(beside, file)) {
        throw new IOException("Cannot rename " + beside + " to " + file);
      }
    } finally {
      raw.delete(beside, false);
    }
  }

  private static void write(byte[] page, FileSystem fileSystem, Path file) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(file, true)) {
      out.write(page);
    }
  }

  /** JSON that cannot end the script element that it stands in. */
  private static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }

  /** Whether a file is a page of ours. */
  private static boolean isOurs(FileSystem fileSystem, Path file) throws IOException {
    if (!fileSystem.getFileStatus(file).isFile()) {
      return false;
    }
    try (FSDataInputStream in = fileSystem.open(file)) {
      return new String(in.readNBytes(1000), StandardCharsets.UTF_8).contains(MARK);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot draw a page: the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
