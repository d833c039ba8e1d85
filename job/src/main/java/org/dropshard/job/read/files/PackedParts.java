package org.dropshard.job.read.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;

/**
 * A task's parts of files as they travel: compressed, since neighbours have most of their names in
 * common, and Spark warns of tasks of a megabyte.
 */
final class PackedParts {
  private PackedParts() {}

  static byte[] packed(List<InputPart> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out =
        new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 13))) {
      out.writeInt(parts.size());
      for (InputPart part : parts) {
        out.writeUTF(part.file().path());
        out.writeUTF(part.file().name());
        out.writeLong(part.file().length());
        out.writeInt(part.part());
        out.writeInt(part.parts());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static List<InputPart> of(byte[] packed) {
    List<InputPart> parts = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        InputFile file = new InputFile(in.readUTF(), in.readUTF(), in.readLong());
        parts.add(new InputPart(file, in.readInt(), in.readInt()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts;
  }
}
