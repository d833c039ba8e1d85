package org.dropshard.job.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one liberty that a configuration takes with HOCON: in the list {@code steps}, an element may
 * be written {@code name {…}}, short for {@code {name {…}}}.
 */
final class StepSyntax {
  private static final Pattern START =
      Pattern.compile("(?m)(^|[,{])\\s*\"?steps\"?\\s*[=:]\\s*\\[");
  private static final Pattern ELEMENT = Pattern.compile("\\w+\\s*\\{");

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private StepSyntax(String text) {
    this.text = text;
  }

  /** The text in plain HOCON. */
  static String plain(String text) {
    Matcher start = START.matcher(text);
    return start.find() ? new StepSyntax(text).rewrite(start.end()) : text;
  }

  private String rewrite(int start) {
    out.append(text, 0, start);
    at = start;
    Matcher element = ELEMENT.matcher(text);
    while (at < text.length() && text.charAt(at) != ']') {
      if (element.region(at, text.length()).lookingAt()) {
        out.append('{');
        copy(element.end() - 1);
        block();
        out.append('}');
      } else if (text.charAt(at) == '{' || text.charAt(at) == '[') {
        block();
      } else {
        item();
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  /** Copies from a brace to the one that closes it. */
  private void block() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      item();
      if (depth == 0) {
        return;
      }
    }
  }

  /** Copies a word, a quoted text, a comment, or else one character. */
  private void item() {
    char c = text.charAt(at);
    if (c == '"') {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      copy(end + 1);
    } else if (c == '#' || text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      copy(end < 0 ? text.length() : end);
    } else {
      int end = at + 1;
      while (Character.isLetterOrDigit(c) && end < text.length() && isWord(text.charAt(end))) {
        end++;
      }
      copy(end);
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private void copy(int end) {
    int to = Math.min(end, text.length());
    out.append(text, at, to);
    at = to;
  }
}
