package org.dropshard.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;
import org.junit.jupiter.api.Test;

class JobKryoRegistratorTest {
  private static final InputPart[] FILES = {
    new InputPart(new InputFile("file:/a/b c.jpg", "b c.jpg", 17), 0, 1),
    new InputPart(new InputFile("hdfs://x/é", "é", 1L << 40), 3, 7)
  };

  @Test
  void filesGoThroughKryoAndBack() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(true);
    new JobKryoRegistrator().registerClasses(kryo);
    Output output = new Output(100, -1);
    kryo.writeClassAndObject(output, FILES);
    assertArrayEquals(FILES, (InputPart[]) kryo.readClassAndObject(new Input(output.toBytes())));
  }

  @Test
  void filesGoThroughJavaAndBack() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(FILES);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertArrayEquals(FILES, (InputPart[]) in.readObject());
    }
  }
}
