package org.dropshard.job.read.listing;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** {@link InputFile} for Kryo, whose version in Spark knows no records. */
public final class InputFileSerializer extends Serializer<InputFile> {
  public InputFileSerializer() {
    super(false, true); // does not accept null; immutable
  }

  @Override
  public void write(Kryo kryo, Output output, InputFile file) {
    output.writeString(file.path());
    output.writeString(file.name());
    output.writeLong(file.length());
  }

  @Override
  public InputFile read(Kryo kryo, Input input, Class<InputFile> type) {
    return new InputFile(input.readString(), input.readString(), input.readLong());
  }
}
