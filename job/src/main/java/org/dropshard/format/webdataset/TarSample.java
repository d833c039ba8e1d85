package org.dropshard.format.webdataset;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A sample of a tar.
 *
 * @param key its key
 * @param members the contents of its members by extension; null for those that nobody asked for
 * @param offsets where each content starts
 */
record TarSample(String key, Map<String, byte[]> members, Map<String, Long> offsets) {
  TarSample(String key) {
    this(key, new LinkedHashMap<>(), new LinkedHashMap<>());
  }
}
