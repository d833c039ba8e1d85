package org.dropshard.job.read.listing;

/** Why something that lies in an input is not read. */
public enum Reason {
  /** Its name begins with a dot, or with {@code _} where Spark hides such names. */
  HIDDEN("hidden"),
  /** What operating systems and archivers leave behind: {@code .DS_Store}, {@code Thumbs.db} … */
  SYSTEM("operating system's own"),
  /** Neither its name nor its first bytes are those of the format that is read. */
  OTHER("another kind"),
  POINTER("git-LFS pointer"),
  EMPTY("empty"),
  /** A file or folder of an earlier input, or one that a link leads to. */
  AGAIN("read already under another name"),
  LOOP("link to a folder that it lies in"),
  BROKEN("broken link"),
  PIPE("pipe"),
  SOCKET("socket"),
  DEVICE("device"),
  UNREADABLE("not readable"),
  /** {@code x.mds.zstd} beside {@code x.mds}: a loader reads one of them. */
  TWIN("compressed copy beside its shard"),
  /** A file without an extension, with a dot before its name, or the library's own note. */
  MEMBER("tar member whose name is no sample's"),
  MEMBER_LINK("link or device in a tar"),
  UNWANTED("not selected by --where");

  private final String label;

  Reason(String label) {
    this.label = label;
  }

  /** Whether it is of members of archives. */
  public boolean ofMembers() {
    return this == MEMBER || this == MEMBER_LINK;
  }

  /** In words. */
  public String label() {
    return label;
  }
}
