package org.dropshard.job.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.store.FileSum;

/**
 * A shard that was written. What it holds is kept in its written form, a hundred bytes a channel
 * rather than two thousand, since a task may have many shards and a shard thousands of channels.
 *
 * @param file its path below the output
 * @param sum what its bytes come to; empty of one that was read
 * @param state its summary, as that writes itself
 */
public record ShardResult(String file, Optional<FileSum> sum, byte[] state) {

  /** Of what was read. */
  public static ShardResult of(String file, ShardSummary summary) {
    return of(file, Optional.empty(), summary);
  }

  static ShardResult of(String file, Optional<FileSum> sum, ShardSummary summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      summary.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ShardResult(file, sum, bytes.toByteArray());
  }

  /** What it holds; made anew at each call. */
  public ShardSummary summary() {
    try {
      return ShardSummary.read(new DataInputStream(new ByteArrayInputStream(state)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(file);
    out.writeBoolean(sum.isPresent());
    if (sum.isPresent()) {
      sum.get().write(out);
    }
    out.writeInt(state.length);
    out.write(state);
  }

  /** Reads what {@link #write} wrote. */
  public static ShardResult read(DataInput in) throws IOException {
    String file = in.readUTF();
    Optional<FileSum> sum = in.readBoolean() ? Optional.of(FileSum.read(in)) : Optional.empty();
    byte[] state = new byte[in.readInt()];
    in.readFully(state);
    return new ShardResult(file, sum, state);
  }
}
