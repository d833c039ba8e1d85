package org.dropshard.format.safetensors;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileBytes;
import org.dropshard.format.FilePart;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.IndexedFormat;
import org.dropshard.format.RecordReader;

/**
 * {@code spark.read.format("safetensors")}: a row a tensor, in the order of their names, as npy in
 * the binary column {@code tensor}, with its {@code name}. What {@code __metadata__} says is passed
 * over.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class SafetensorsFormat extends IndexedFormat {
  private static final long serialVersionUID = 1L;

  static final String TENSOR = "tensor";
  static final String NAME = "name";

  @Override
  public String label() {
    return "safetensors";
  }

  @Override
  public List<String> endings() {
    return List.of(".safetensors");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return SafetensorsHeader.isStart(start);
  }

  @Override
  protected Said look(FormatOptions options, FileBytes file) throws IOException {
    int facts = SafetensorsHeader.read(file).facts();
    return new Said(
        new StructType()
            .add(column(TENSOR, DataTypes.BinaryType))
            .add(column(NAME, DataTypes.StringType)),
        facts == 0 ? List.of() : List.of("__metadata__ is not passed"));
  }

  @Override
  protected RecordReader read(
      FileBytes file, FilePart part, StructType wanted, FormatOptions options) throws IOException {
    return new SafetensorsReader(file, SafetensorsHeader.read(file), part, wanted);
  }
}
