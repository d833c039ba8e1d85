package org.dropshard.format.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.cell.picture.PictureFile;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Tensors as picture files.
 *
 * @param file which
 * @param layout CHW or HWC
 * @param level of its compression, or its quality
 * @param struct whether cells are structs of the file's bytes and its path, as Hugging Face has
 *     them; the path is null
 */
public record PictureEncoding(PictureFile file, Layout layout, int level, boolean struct)
    implements CellEncoding {
  private static final StructType FILE =
      new StructType().add("bytes", BinaryType$.MODULE$).add("path", DataTypes.StringType);

  /** The usual compression. */
  private static final int LEVEL = 3;

  /**
   * Files of the same values.
   *
   * @param tiff whether they are TIFF, else PNG; structs hold PNG
   */
  public static PictureEncoding exact(boolean tiff, Layout layout, boolean struct) {
    return new PictureEncoding(
        tiff && !struct ? PictureFile.TIFF : PictureFile.PNG, layout, LEVEL, struct);
  }

  @Override
  public DataType columnType(DType dtype) {
    return struct ? FILE : BinaryType$.MODULE$;
  }

  @Override
  public void check(Tensor tensor) {
    file.refusal(tensor.dtype(), tensor.shape(), layout)
        .ifPresent(
            rule -> {
              throw Invalid.argument("tensor", tensor, rule);
            });
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    try {
      byte[] bytes = file.encode(Npy.read(npy), layout, level);
      return struct ? new GenericInternalRow(new Object[] {bytes, null}) : bytes;
    } catch (NpyException e) {
      throw new IllegalStateException("Cannot read what was just written", e);
    }
  }

  @Override
  public boolean isNullable() {
    return struct;
  }

  @Override
  public String label() {
    return struct ? NamedEncoding.HUGGINGFACE_IMAGE.label() : file.label();
  }
}
