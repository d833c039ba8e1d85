package org.dropshard.job.store;

import java.util.Set;
import org.apache.hadoop.fs.Path;

/** File systems whose folders are names only: renaming one copies all that it holds. */
public final class ObjectStores {
  private static final Set<String> SCHEMES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cos", "cosn", "obs", "wasb", "wasbs", "swift");

  private ObjectStores() {}

  /** Whether a qualified path lies on one. */
  public static boolean holds(Path path) {
    return SCHEMES.contains(path.toUri().getScheme());
  }
}
