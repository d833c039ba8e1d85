package org.dropshard.job.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.dropshard.job.read.sample.BadRecord;

/**
 * What a task tells the driver. Travels as bytes of its own making, whatever serializer Spark is
 * set to.
 *
 * @param failure the bad record that ends the run, if one does
 */
record TaskOutcome(Tally tally, Optional<BadRecord> failure, TaskResult result) {
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(tally);
      out.writeObject(failure.orElse(null));
      result.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static TaskOutcome decode(byte[] bytes) {
    try (ObjectInputStream in = new ContextObjectInputStream(new ByteArrayInputStream(bytes))) {
      return new TaskOutcome(
          (Tally) in.readObject(),
          Optional.ofNullable((BadRecord) in.readObject()),
          TaskResult.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read a task's outcome", e);
    }
  }
}
