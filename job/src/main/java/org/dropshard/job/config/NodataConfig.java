package org.dropshard.job.config;

import java.util.Map;
import java.util.Optional;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Nodata;

/**
 * What stands for no data, by {@code --nodata}: a number, {@code nan}, or {@code file}; and once
 * the files were looked at, {@code file=V}.
 *
 * @param text as it is written
 */
public record NodataConfig(String text) {
  private static final String FILE = "file";

  /**
   * The setting, if it is there.
   *
   * @throws JobException if it is no such text
   */
  public static Optional<NodataConfig> of(Settings settings) {
    return settings.parsed(
        Setting.NODATA,
        text -> {
          NodataConfig config = new NodataConfig(text.strip());
          if (!config.text.equals(FILE)) {
            config.value();
          }
          return config;
        });
  }

  /** As it was resolved for a run's record. */
  static Optional<NodataConfig> of(Map<String, Object> settings) {
    return Optional.ofNullable(settings.get(Setting.NODATA.key()))
        .map(text -> new NodataConfig((String) text));
  }

  /** What each file has to say that says something; empty: that does not matter. */
  public Optional<String> ofFiles() {
    return Optional.of(valueText()).filter(value -> text.startsWith(FILE));
  }

  /** Whether the value is known before files are looked at. */
  boolean isKnown() {
    return !text.equals(FILE);
  }

  /** The value, which is known. */
  public Nodata value() {
    return Nodata.of(valueText());
  }

  /** The value as it was written, which is known. */
  public String valueText() {
    return text.startsWith(FILE + "=") ? text.substring(FILE.length() + 1) : text;
  }

  /**
   * The same with the value known.
   *
   * @param said by the first files
   * @throws JobException if it is asked of the files, and they say none
   */
  public NodataConfig resolved(Optional<String> said) {
    if (!text.equals(FILE)) {
      return this;
    }
    if (said.isEmpty()) {
      throw JobException.invalid(
          "--nodata", "file", "the first files do not say it: give the number");
    }
    try {
      Nodata.of(said.get());
      return new NodataConfig(FILE + "=" + said.get());
    } catch (IllegalArgumentException e) {
      throw JobException.invalid("--nodata", "file", "the first files say " + said.get());
    }
  }

  /**
   * Refuses a type that what is read would lose its places without data in.
   *
   * @throws JobException if the written type does not hold a value that the read one holds
   */
  void check(DType read, DType written) {
    if (value().isHeld(read) && !value().isHeld(written)) {
      throw JobException.invalid(
          "--nodata", text, "--dtype " + written.label() + " does not hold it");
    }
  }
}
