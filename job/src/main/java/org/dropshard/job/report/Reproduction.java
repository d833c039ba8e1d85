package org.dropshard.job.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dropshard.job.config.Setting;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.RunRecord;

/** The command that makes an output again, from the settings of its run. */
public final class Reproduction {
  /** Settings that say how a run goes, or in how many, not what comes of it. */
  private static final Set<Setting> LEFT_OUT =
      EnumSet.of(
          Setting.PROGRESS,
          Setting.IF_EXISTS,
          Setting.RUN_ID,
          Setting.INCREMENTAL,
          Setting.BATCH_BYTES);

  /** What a shell takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private Reproduction() {}

  /**
   * The options that differ from their defaults, each on a line of its own.
   *
   * @param run run.json; of several runs it takes the inputs together, which makes the same rows
   */
  static String command(RunRecord run) {
    Map<String, Object> settings = new TreeMap<>(run.config());
    if (run.input().table() != null
        && !run.input().table().version().equals(InputRecord.Table.NONE)) {
      settings.remove(Setting.TIMESTAMP.key());
      settings.put(Setting.TABLE_VERSION.key(), run.input().table().version());
    }
    return command(settings, run.input().paths());
  }

  /**
   * The same of a run that may not have been.
   *
   * @param settings as they are recorded: a text each, or a list of texts
   * @param inputs the paths of the input
   */
  public static String command(Map<String, Object> settings, List<String> inputs) {
    StringJoiner command = new StringJoiner(" \\\n  ");
    boolean back = settings.containsKey(Setting.RUN.key());
    command.add("job/bin/dropshard " + (back ? "backward" : "augment"));
    for (Setting setting : Setting.values()) {
      Object value =
          setting == Setting.INPUT && !settings.containsKey(Setting.INPUT_TABLE.key())
              ? inputs
              : settings.get(setting.key());
      if (value == null || LEFT_OUT.contains(setting) || back && isOfTheRun(setting)) {
        continue;
      }
      if (value instanceof List<?> list) {
        StringJoiner words = new StringJoiner(" ", setting.option() + " ", "");
        list.forEach(element -> words.add(quoted((String) element)));
        command.add(words.toString());
      } else if (setting.isFlag()) {
        if (value.equals("true")) {
          command.add(setting.option());
        }
      } else if (!setting.defaultValue().equals(Optional.of(value))) {
        command.add(setting.option() + " " + quoted((String) value));
      }
    }
    return command.toString();
  }

  /** What the way back takes from the run that it follows. */
  private static boolean isOfTheRun(Setting setting) {
    return setting.group() == Setting.Group.DROPOUT && setting != Setting.DTYPE
        || setting == Setting.LAYOUT
        || setting == Setting.CHANNELS
        || setting == Setting.MAX_PIXELS;
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
