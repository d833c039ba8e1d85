package org.dropshard.job.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.Json;

/** The page: its template, with style, scripts and data put into their places. */
final class Page {
  private static final String DATA = "{{data}}";
  private static final String HASHES = "{{hashes}}";
  private static final Set<String> OWN = Set.of(DATA, HASHES);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  /** A place in the template: the name of a resource, or one of {@link #OWN}. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w./-]+)}}");

  private static final String MARK = "<meta name=\"generator\" content=\"Dropshard\">";

  private Page() {}

  /** A page but for its data, put together once. */
  private static final class Template {
    static final Template REPORT = new Template("report.html");

    private final String start;
    private final String end;

    Template(String name) {
      String page =
          PLACE
              .matcher(resource(name))
              .replaceAll(
                  place ->
                      Matcher.quoteReplacement(
                          OWN.contains(place.group()) ? place.group() : resource(place.group(1))));
      page = page.replace(HASHES, hashes(page));
      start = page.substring(0, page.indexOf(DATA));
      end = page.substring(page.indexOf(DATA) + DATA.length());
    }

    String with(ObjectNode data) {
      return start + inScript(Json.line(data)) + end;
    }
  }

  /** The scripts that the page may run, and no others: their digests, as its policy names them. */
  private static String hashes(String page) {
    StringJoiner hashes = new StringJoiner(" ");
    Matcher script = SCRIPT.matcher(page);
    while (script.find()) {
      byte[] digest = sha256(script.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    return hashes.toString();
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot draw a page: every JVM has SHA-256", e);
    }
  }

  static String of(ObjectNode data) {
    return Template.REPORT.with(data);
  }

  /** JSON that cannot end the script element that it stands in. */
  private static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }

  /** Whether a file is a page of ours. */
  static boolean isOurs(FileSystem fileSystem, Path file) throws IOException {
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
        throw new IllegalStateException("Cannot draw the report: the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
