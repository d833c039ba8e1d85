package org.dropshard.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.dropshard.stats.ChannelStats;

/** Channel statistics in the form of their own, {@link ChannelStats#write}. */
final class ChannelStatsSerializer extends Serializer<ChannelStats> {
  @Override
  public void write(Kryo kryo, Output output, ChannelStats stats) {
    try {
      DataOutputStream out = new DataOutputStream(output);
      stats.write(out);
      // Not flushed: DataOutputStream holds nothing back, and a flush would go on to the wire.
    } catch (IOException e) {
      throw new KryoException(e);
    }
  }

  @Override
  public ChannelStats read(Kryo kryo, Input input, Class<ChannelStats> type) {
    ChannelStats stats = new ChannelStats();
    try {
      stats.read(new DataInputStream(input));
    } catch (IOException e) {
      throw new KryoException(e);
    }
    return stats;
  }
}
