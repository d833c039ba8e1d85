package org.dropshard.format.webdataset;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a file in a tar: {@code cat/0001.seg.png} is member {@code seg.png} of sample {@code
 * cat/0001}. The key ends at the first dot of the base name.
 *
 * @param key the sample
 * @param extension what it is of the sample, in lower case, without the first dot
 */
record MemberName(String key, String extension) {
  /** Members that the library reads as an integer. */
  static final Set<String> INTEGERS = Set.of("cls", "cls2", "class", "count", "index", "inx", "id");

  /** Members that are text. */
  static final Set<String> TEXTS = Set.of("txt", "text", "transcript");

  /**
   * What a file's name says; empty for files that are no sample's: those without an extension,
   * those whose base name starts with a dot, and the library's own notes, {@code __name__}.
   */
  static Optional<MemberName> of(String name) {
    int base = name.lastIndexOf('/') + 1;
    int dot = name.indexOf('.', base);
    if (dot <= base || dot == name.length() - 1 || isNote(name)) {
      return Optional.empty();
    }
    return Optional.of(
        new MemberName(name.substring(0, dot), name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  private static boolean isNote(String name) {
    int end = name.indexOf('/');
    String first = end < 0 ? name : name.substring(0, end);
    return first.length() >= 4 && first.startsWith("__") && first.endsWith("__");
  }
}
