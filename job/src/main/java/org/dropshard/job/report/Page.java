package org.dropshard.job.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.manifest.Json;

/** The page: its template, with style, scripts and data put into their places. */
final class Page {
  /** A place in the template: the name of a resource, or {@code data}. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w./]+)}}");

  private static final String MARK = "<meta name=\"generator\" content=\"Dropshard\">";

  private Page() {}

  /** The page but for its data, put together once. */
  private static final class Template {
    static final String DATA = "{{data}}";
    static final String ALL =
        PLACE
            .matcher(resource("report.html"))
            .replaceAll(
                place ->
                    Matcher.quoteReplacement(
                        place.group().equals(DATA) ? DATA : resource(place.group(1))));
    static final int PLACE_OF_DATA = ALL.indexOf(DATA);
  }

  static String of(ObjectNode data) {
    return Template.ALL.substring(0, Template.PLACE_OF_DATA)
        + inScript(Json.line(data))
        + Template.ALL.substring(Template.PLACE_OF_DATA + Template.DATA.length());
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
