package org.dropshard.format;

import java.io.IOException;

/** A record that is not what its format says. The message names the rule. */
public final class MalformedRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final boolean last;

  private MalformedRecordException(String message, long offset, boolean last, Throwable cause) {
    super(message, cause);
    this.offset = offset;
    this.last = last;
  }

  /** A record that is lost alone: the next one can be read. */
  public static MalformedRecordException one(String message, long offset) {
    return new MalformedRecordException(message, offset, false, null);
  }

  /** A record after which the rest of the file cannot be read. */
  public static MalformedRecordException rest(String message, long offset, Throwable cause) {
    return new MalformedRecordException(message, offset, true, cause);
  }

  /** Where the record, or the part of it that is wrong, starts in the (decompressed) file. */
  public long offset() {
    return offset;
  }

  /** Whether nothing can be read after it. */
  public boolean isLast() {
    return last;
  }
}
