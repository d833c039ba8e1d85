package org.dropshard.job.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a run ran on. */
public final class Versions {
  private Versions() {}

  public static ObjectNode of(String spark, String hadoop) {
    ObjectNode versions = Json.object();
    String own = Versions.class.getPackage().getImplementationVersion();
    versions.put("dropshard", own == null ? "development" : own);
    versions.put("spark", spark);
    versions.put("hadoop", hadoop);
    versions.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }
}
