package org.dropshard.job.read.listing;

import java.util.Locale;
import java.util.Set;

/** Names that are passed over, wherever they stand below an input argument. */
final class Names {
  private static final Set<String> SYSTEM =
      Set.of(".ds_store", "thumbs.db", "desktop.ini", "__macosx");

  private Names() {}

  /**
   * Why a name is passed over; null if it is not. Files whose names begin with {@code _} are left
   * to the format: cameras name pictures so. A folder {@code _column=value} is a partition.
   */
  static Reason hidden(String name, boolean isFolder) {
    if (SYSTEM.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith("._")) {
      return Reason.SYSTEM;
    }
    boolean hidden =
        name.startsWith(".") || isFolder && name.startsWith("_") && !name.contains("=");
    return hidden ? Reason.HIDDEN : null;
  }

  /** Whether a file holds Hadoop's checksums of another, with which that one is read. */
  static boolean isChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }
}
