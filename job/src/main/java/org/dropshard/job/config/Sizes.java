package org.dropshard.job.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Locale;
import java.util.Map;
import org.dropshard.tensor.Invalid;

/** Sizes in bytes, as people write them. */
final class Sizes {
  private Sizes() {}

  /**
   * Reads {@code 256MB}, {@code 64 MiB}, {@code 1000000}; units as HOCON has them, in any case of
   * letters: its powers of ten end in B, its powers of two in iB.
   */
  static long parse(String text) {
    String units = text.toUpperCase(Locale.ROOT).replace("IB", "iB").replace("KB", "kB");
    try {
      long bytes = ConfigFactory.parseMap(Map.of("size", units)).getBytes("size");
      if (bytes > 0) {
        return bytes;
      }
    } catch (ConfigException e) {
      // refused below, in words that fit the option
    }
    throw Invalid.argument("size", text, "e.g. 256MB, 64MiB, 1000000");
  }
}
