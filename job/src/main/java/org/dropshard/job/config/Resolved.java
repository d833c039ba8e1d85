package org.dropshard.job.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dropshard.job.error.JobException;
import org.dropshard.job.error.OneLine;

/** The resolved settings as they may be written down: what looks like a credential is masked. */
public final class Resolved {
  /** The user and password, or key and secret, of a URI. */
  private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s]+@");

  /** The same where a secret holds slashes, as those of S3 do; a bucket has no port. */
  private static final Pattern S3_CREDENTIALS =
      Pattern.compile("(?<=s3[an]?://)[^@\\s]+:[^@\\s]*@");

  /** A value behind a name that means a credential, as in a signed URL or a configuration. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:secret|password|passwd|token|credential|signature|[?&]sig"
              + "|(?:access|account|api|private)[._-]?key)[\\w.-]*=)[^\\s&,;\"')]+");

  /** No setting: the configuration files. */
  private static final String FILES = "config-files";

  private Resolved() {}

  /** Every setting that has a value, by key, and the files they came from; lists as lists. */
  public static Map<String, Object> of(Settings settings) {
    Map<String, Object> values = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      if (setting == Setting.SIGN) {
        continue; // nothing of a key is recorded, nor where it lies
      }
      List<String> list = settings.list(setting);
      if (setting != Setting.RUN_ID) { // a name, which stands in the record of runs as it is
        list = list.stream().map(Resolved::masked).toList();
      }
      if (!list.isEmpty()) {
        values.put(setting.key(), setting.isList() ? list : String.join(",", list));
      }
    }
    if (!settings.files().isEmpty()) {
      values.put(FILES, settings.files().stream().map(Resolved::masked).toList());
    }
    return values;
  }

  /**
   * Refuses a path that S3A would not take either, but would write into the log first.
   *
   * @throws JobException if the credentials of a store stand in it
   */
  public static void refuseCredentials(String path) {
    if (S3_CREDENTIALS.matcher(path).find()) {
      throw JobException.invalid(
          "path", path, "credentials do not go there: set fs.s3a.access.key and fs.s3a.secret.key");
    }
  }

  /** Text as it may be shown: on one line, without what looks like a credential. */
  public static String shown(String text) {
    return OneLine.of(masked(text));
  }

  /** Text without what looks like a credential. */
  public static String masked(String text) {
    String masked = S3_CREDENTIALS.matcher(text).replaceAll("***@");
    masked = CREDENTIALS.matcher(masked).replaceAll("***@");
    return NAMED.matcher(masked).replaceAll("$1***");
  }
}
