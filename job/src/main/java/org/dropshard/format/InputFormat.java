package org.dropshard.format;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A format of inputs. Those of a class are equal: they go into plans and tasks. */
public interface InputFormat extends Serializable {
  /** How many of a file's first bytes {@link #hasStart} is shown, unless the file is shorter. */
  int START = 512;

  /** Its name, on the command line and in records. */
  String label();

  /** What names of its files end with: in lower case, with the dot. */
  List<String> endings();

  /**
   * Whether a file's name says that it is of this format.
   *
   * @param name in lower case
   */
  default boolean hasName(String name) {
    return endings().stream().anyMatch(name::endsWith);
  }

  /** Whether a file's first bytes say that it is of this format. */
  default boolean hasStart(byte[] start) {
    return false;
  }

  /** Whether names and first bytes stand for it; else it is read only where it is asked for. */
  default boolean isGuessed() {
    return true;
  }

  /** Whether ASCII text stands at a place of a file's first bytes. */
  static boolean hasText(byte[] start, int offset, String text) {
    return start.length >= offset + text.length()
        && new String(start, offset, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }
}
