package org.dropshard.format;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/** Members of archives that are no record's, counted by reason. */
public final class PassedOver implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String FIRST = ".first";

  /** Why a member is passed over. */
  public enum Reason {
    /** Its name is no sample's. */
    NAME,
    /** It is a link, a device or a pipe. */
    KIND
  }

  /**
   * Members of one reason.
   *
   * @param count how many
   * @param first the first name of them, in the order of names
   */
  public record Members(long count, String first) implements Serializable {
    private Members plus(Members more) {
      return new Members(count + more.count, first.compareTo(more.first) <= 0 ? first : more.first);
    }
  }

  private static final Map<TaskContext, PassedOver> TASKS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final EnumMap<Reason, Members> all = new EnumMap<>(Reason.class);

  /** What the files that a task has read to their end hold of them. */
  public static PassedOver of(TaskContext task) {
    return TASKS.computeIfAbsent(task, none -> new PassedOver());
  }

  /** Counts one. */
  public void add(Reason reason, String name) {
    all.merge(reason, new Members(1, name), Members::plus);
  }

  /** Counts those of another. */
  public void add(PassedOver more) {
    more.all.forEach((reason, members) -> all.merge(reason, members, Members::plus));
  }

  /** Hands on each reason that there was. */
  public void forEach(BiConsumer<Reason, Members> each) {
    all.forEach(each);
  }

  /** As a column's metadata, in which {@link #of} finds it. */
  public Metadata metadata() {
    MetadataBuilder metadata = new MetadataBuilder();
    for (Map.Entry<Reason, Members> one : all.entrySet()) {
      metadata.putLong(one.getKey().name(), one.getValue().count);
      metadata.putString(one.getKey() + FIRST, one.getValue().first);
    }
    return metadata.build();
  }

  /** What {@link #metadata} holds; nothing if there is none. */
  public static PassedOver of(Metadata metadata) {
    PassedOver passed = new PassedOver();
    for (Reason reason : Reason.values()) {
      if (metadata.contains(reason.name())) {
        passed.all.put(
            reason,
            new Members(metadata.getLong(reason.name()), metadata.getString(reason + FIRST)));
      }
    }
    return passed;
  }
}
