package org.dropshard.format.npy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonText;
import org.dropshard.format.RecordWriter;
import org.dropshard.format.StoredZip;

/**
 * Rows as an archive: first {@code rows.jsonl}, a line a row, of all columns but the tensor; then
 * the tensors, {@code 000000.npy} and so on, stored as they are. Readers that go through the
 * archive once need the rows first, so the tensors wait in a file of the task's own.
 */
final class NpzWriter extends RecordWriter {
  /** What a zip has of a member of such a name besides its content, twice. */
  private static final int MEMBER = 96;

  private final OutputStream out;
  private final int tensor;
  private final JsonText json;
  private final Path spill;
  private final DataOutputStream waiting;
  private final java.io.ByteArrayOutputStream lines = new java.io.ByteArrayOutputStream();
  private int rows;
  private long bytes;

  NpzWriter(String path, OutputStream out, StructType columns) {
    super(path);
    this.out = out;
    this.tensor = columns.fieldIndex(NpzFormat.TENSOR);
    this.json =
        new JsonText(
            columns, IntStream.range(0, columns.length()).filter(i -> i != tensor).toArray());
    try {
      spill = Files.createTempFile("dropshard-", ".npz");
      waiting = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(spill)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void add(InternalRow row) throws IOException {
    byte[] npy = row.getBinary(tensor);
    waiting.writeInt(npy.length);
    waiting.write(npy);
    bytes += npy.length + MEMBER;
    lines.writeBytes(json.of(row));
    lines.write('\n');
    rows++;
  }

  @Override
  public long bytes() {
    return bytes + lines.size();
  }

  @Override
  protected void end() throws IOException {
    try (StoredZip zip = new StoredZip(out)) {
      waiting.close();
      zip.add(NpzFormat.ROWS, lines.toByteArray());
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(spill)))) {
        for (int row = 0; row < rows; row++) {
          byte[] npy = new byte[in.readInt()];
          in.readFully(npy);
          zip.add(String.format("%06d.npy", row), npy);
        }
      }
    } finally {
      spill.toFile().delete();
    }
  }
}
