package org.dropshard.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dropshard.Script;

/** The README's text and its fenced blocks. */
final class Readme {
  static final Path ROOT = Script.ROOT;

  private Readme() {}

  static String text() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  /** The fenced blocks of a language, in order. */
  static List<String> blocks(String language) throws IOException {
    return blocks(text(), language);
  }

  /** The page about the kinds of dropout. */
  static String dropouts() throws IOException {
    return Files.readString(ROOT.resolve("udf/DROPOUTS.md"));
  }

  static List<String> blocks(String text, String language) {
    return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** The lines of its shell blocks; one that goes on after a backslash is one line. */
  static List<String> commands() throws IOException {
    return blocks("sh").stream()
        .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
        .toList();
  }
}
