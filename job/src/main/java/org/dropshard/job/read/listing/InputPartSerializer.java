package org.dropshard.job.read.listing;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** {@link InputPart} for Kryo, whose version in Spark knows no records. */
public final class InputPartSerializer extends Serializer<InputPart> {
  public InputPartSerializer() {
    super(false, true); // does not accept null; immutable
  }

  @Override
  public void write(Kryo kryo, Output output, InputPart part) {
    output.writeString(part.file().path());
    output.writeString(part.file().name());
    output.writeLong(part.file().length());
    output.writeInt(part.part());
    output.writeInt(part.parts());
  }

  @Override
  public InputPart read(Kryo kryo, Input input, Class<InputPart> type) {
    InputFile file = new InputFile(input.readString(), input.readString(), input.readLong());
    return new InputPart(file, input.readInt(), input.readInt());
  }
}
