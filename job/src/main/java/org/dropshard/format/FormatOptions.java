package org.dropshard.format;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.Invalid;
import scala.jdk.javaapi.CollectionConverters;

/** The options of a reader or a writer. Names count without their case, as in all of Spark. */
public final class FormatOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What becomes of records that cannot be read: Spark's own words for it. */
  public enum Mode {
    /** The query fails. */
    FAILFAST,
    /** A row says so: see {@link FormatOptions#corruptColumn}. */
    PERMISSIVE,
    /** They are left out. */
    DROPMALFORMED
  }

  private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String corruptColumn;
  private TreeSet<String> known;

  /** Options as Spark hands them to a format. */
  public FormatOptions(scala.collection.immutable.Map<String, String> options) {
    this(CollectionConverters.asJava(options));
  }

  /** Options by name. */
  public FormatOptions(Map<String, String> options) {
    values.putAll(options);
    corruptColumn =
        get("columnNameOfCorruptRecord").orElseGet(() -> SQLConf.get().columnNameOfCorruptRecord());
  }

  /**
   * The same, for records whose parts all have to be columns of a table: option {@code
   * unknownColumns} is {@code refuse}. A part that comes later than those that were looked at would
   * be lost in silence.
   */
  FormatOptions of(StructType table) {
    if (refusesUnknown()) {
      known = new TreeSet<>(Arrays.asList(table.fieldNames()));
    }
    return this;
  }

  /** Whether every part of a record has to be a column. */
  public boolean refusesUnknown() {
    return choice("unknownColumns", "ignore", "refuse").equals("refuse");
  }

  /** Whether a part of a record is none of the table's columns, and has to be. */
  public boolean refuses(String name) {
    return known != null && !known.contains(name);
  }

  /** The value of an option, if it was given. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** One of a few values, as {@link #choice(String, List)} has it. */
  public String choice(String name, String... choices) {
    return choice(name, List.of(choices));
  }

  /**
   * One of a few values.
   *
   * @param choices the values, the default first
   * @throws IllegalArgumentException if it is none of them
   */
  public String choice(String name, List<String> choices) {
    String value = get(name).orElse(choices.get(0)).toLowerCase(Locale.ROOT);
    if (!choices.contains(value)) {
      throw Invalid.argument("option " + name, value, String.join(", ", choices));
    }
    return value;
  }

  /** The {@code mode}; {@link Mode#FAILFAST} if none is given. */
  public Mode mode() {
    List<String> names =
        Arrays.stream(Mode.values()).map(mode -> mode.name().toLowerCase(Locale.ROOT)).toList();
    return Mode.valueOf(choice("mode", names).toUpperCase(Locale.ROOT));
  }

  /**
   * Goes on after a record that cannot be read, if the mode allows it.
   *
   * @throws MalformedRecordException {@code e}, if it does not
   */
  public void pardon(MalformedRecordException e) throws MalformedRecordException {
    if (mode() == Mode.FAILFAST) {
      throw e;
    }
  }

  /**
   * The text column that says why a record could not be read, in {@link Mode#PERMISSIVE}: option
   * {@code columnNameOfCorruptRecord}, else Spark's own default.
   */
  public String corruptColumn() {
    return corruptColumn;
  }
}
