package org.dropshard.job.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.dropshard.job.record.ShardSummary;

/**
 * A shard that was written. What it holds is kept in its written form, a hundred bytes a channel
 * rather than two thousand, since a task may have many shards and a shard thousands of channels.
 *
 * @param file its path below the output
 * @param state its summary, as that writes itself
 */
public record ShardResult(String file, byte[] state) {

  public static ShardResult of(String file, ShardSummary summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      summary.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ShardResult(file, bytes.toByteArray());
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
    out.writeInt(state.length);
    out.write(state);
  }

  /** Reads what {@link #write} wrote. */
  public static ShardResult read(DataInput in) throws IOException {
    String file = in.readUTF();
    byte[] state = new byte[in.readInt()];
    in.readFully(state);
    return new ShardResult(file, state);
  }
}
