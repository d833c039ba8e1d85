package org.dropshard.job.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The resolved settings as they may be written down: credentials in URIs are masked. */
public final class Resolved {
  /** The user and password, or key and secret, of a URI. */
  private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s]+@");

  private Resolved() {}

  /** Every setting that has a value, by key; lists as lists. */
  public static Map<String, Object> of(Settings settings) {
    Map<String, Object> values = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      List<String> list = settings.list(setting).stream().map(Resolved::masked).toList();
      if (!list.isEmpty()) {
        values.put(setting.key(), setting.isList() ? list : String.join(",", list));
      }
    }
    return values;
  }

  /** Text without what looks like the credentials of a URI. */
  public static String masked(String text) {
    return CREDENTIALS.matcher(text).replaceAll("***@");
  }
}
