package org.dropshard.job.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.dropshard.job.config.Setting;

/** The command that makes an output again, from the settings that its run recorded. */
final class Reproduction {
  /** Settings that say how a run goes, not what comes of it. */
  private static final Set<Setting> LEFT_OUT = EnumSet.of(Setting.PROGRESS, Setting.IF_EXISTS);

  /** What a shell takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private Reproduction() {}

  /** The options that differ from their defaults, each on a line of its own. */
  static String command(JsonNode settings) {
    StringJoiner command = new StringJoiner(" \\\n  ");
    command.add("job/bin/dropshard augment");
    for (Setting setting : Setting.values()) {
      JsonNode value = settings.get(setting.key());
      if (value == null || LEFT_OUT.contains(setting)) {
        continue;
      }
      if (value.isArray()) {
        StringJoiner words = new StringJoiner(" ", setting.option() + " ", "");
        value.forEach(element -> words.add(quoted(element.asText())));
        command.add(words.toString());
      } else if (!setting.defaultValue().equals(Optional.of(value.asText()))) {
        command.add(setting.option() + " " + quoted(value.asText()));
      }
    }
    return command.toString();
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
