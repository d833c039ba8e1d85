package org.dropshard.job.read.listing;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dropshard.format.PassedOver;

/** Counts what is not read, by reason. */
public final class LeftOuts {
  private final Map<Reason, LeftOut> all = new EnumMap<>(Reason.class);

  /** Counts a file, or a folder, whose name ends with {@code /}. */
  public void add(Reason reason, String name) {
    add(new LeftOut(reason, 1, name));
  }

  /** Counts what was counted. */
  public void add(LeftOut some) {
    all.merge(
        some.reason(),
        some,
        (a, b) ->
            new LeftOut(
                a.reason(),
                a.files() + b.files(),
                a.first().compareTo(b.first()) <= 0 ? a.first() : b.first()));
  }

  /** Counts members of archives. */
  public void add(PassedOver members) {
    members.forEach(
        (reason, some) ->
            add(
                new LeftOut(
                    switch (reason) {
                      case NAME -> Reason.MEMBER;
                      case KIND -> Reason.MEMBER_LINK;
                    },
                    some.count(),
                    some.first())));
  }

  /** Whether nothing was left out for any of some reasons. */
  boolean none(Set<Reason> reasons) {
    return reasons.stream().noneMatch(all::containsKey);
  }

  /** Each reason that there was, in the order of {@link Reason}. */
  public List<LeftOut> list() {
    return List.copyOf(all.values());
  }

  /** A copy to count on with. */
  public LeftOuts copy() {
    LeftOuts copy = new LeftOuts();
    copy.all.putAll(all);
    return copy;
  }

  /** For the end of a message: empty if nothing was left out. */
  public String clause() {
    return all.isEmpty()
        ? ""
        : " (left out: "
            + all.values().stream().map(LeftOut::toString).collect(Collectors.joining("; "))
            + ")";
  }
}
