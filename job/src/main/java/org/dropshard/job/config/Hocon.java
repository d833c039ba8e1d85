package org.dropshard.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.io.StringReader;
import java.net.URL;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dropshard.job.error.JobException;

/** Reads HOCON that somebody else may have written: bounded, and without the network. */
final class Hocon {
  /** Of a configuration with its substitutions filled in, in letters. */
  private static final long MOST = 1 << 24;

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^.}]+)[^}]*\\}");

  private Hocon() {}

  /**
   * Reads a text.
   *
   * @param included takes the name of each file that it includes
   * @throws JobException if it is none, grows too large, or includes a URL
   */
  static Config parse(String text, String origin, Consumer<String> included) {
    try {
      Config config =
          ConfigFactory.parseReader(
              new StringReader(StepSyntax.plain(text)),
              ConfigParseOptions.defaults()
                  .setSyntax(ConfigSyntax.CONF)
                  .setIncluder(new FilesAlone(null, included))
                  .setOriginDescription(origin));
      checkSize(config.root());
      return config.resolve();
    } catch (ConfigException e) {
      throw JobException.usage("Invalid configuration: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw JobException.invalid("configuration", origin, "it is nested too deep");
    }
  }

  private static void checkSize(ConfigObject root) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, ConfigValue> entry : root.entrySet()) {
      values.put(entry.getKey(), entry.getValue().render());
    }
    Map<String, Long> sizes = new HashMap<>();
    for (String key : values.keySet()) {
      if (size(key, values, sizes, new HashSet<>()) > MOST) {
        throw JobException.invalid(
            "configuration", key, "longer than " + MOST + " letters, filled in");
      }
    }
  }

  /** The letters of a value with its substitutions filled in, {@link #MOST} and one at most. */
  private static long size(
      String key, Map<String, String> values, Map<String, Long> sizes, Set<String> within) {
    String value = values.get(key);
    if (value == null || !within.add(key)) {
      return 0; // of the environment, or a circle, which is refused when it is filled in
    }
    if (!sizes.containsKey(key)) {
      long size = value.length();
      Matcher reference = REFERENCE.matcher(value);
      while (reference.find() && size <= MOST) {
        size += size(reference.group(1), values, sizes, within);
      }
      sizes.put(key, Math.min(size, MOST + 1));
    }
    within.remove(key);
    return sizes.get(key);
  }

  /** Includes files, whose names it tells, and no URL. */
  private record FilesAlone(ConfigIncluder standard, Consumer<String> included)
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return new FilesAlone(fallback, included);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (what.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        throw refused(what);
      }
      return told(what, standard.include(context, what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return told(what.getPath(), ((ConfigIncluderFile) standard).includeFile(context, what));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refused(what.toString());
    }

    /** HOCON passes over a file that is not there. */
    private ConfigObject told(String what, ConfigObject found) {
      if (!found.isEmpty()) {
        included.accept(what);
      }
      return found;
    }

    private static JobException refused(String what) {
      return JobException.invalid(
          "configuration", "include of " + what, "files alone: include file(…)");
    }
  }
}
