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

  /** A quoted text, a comment, a bracket and the name before it, a word, or else one character. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?|(?:#|//)[^\\n]*"
              + "|(?<open>(?<name>\\w+\\s*(?=\\{))?[{\\[])|(?<close>[}\\]])|[\\p{L}\\p{N}_]++|.",
          Pattern.DOTALL);

  private StepSyntax() {}

  /** The text in plain HOCON. */
  static String plain(String text) {
    Matcher start = START.matcher(text);
    if (!start.find()) {
      return text;
    }
    StringBuilder out = new StringBuilder().append(text, 0, start.end());
    Matcher token = TOKEN.matcher(text).region(start.end(), text.length());
    boolean named = false;
    int depth = 0;
    int at = start.end();
    while (depth >= 0 && token.find()) {
      if (token.group("open") != null && depth++ == 0) {
        named = token.group("name") != null;
        out.append(named ? "{" : "");
      }
      out.append(token.group());
      at = token.end();
      if (token.group("close") != null && --depth == 0) {
        out.append(named ? "}" : "");
      }
    }
    return out.append(text, at, text.length()).toString();
  }
}
