package org.dropshard.job.read.cell;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.cell.SerializedTensor;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.image.PictureReader;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Binary cells whose first bytes say what they are: npy, npz of one array, a picture (PNG, JPEG and
 * the others) or a serialized tensor of TensorFlow's. Written as npy.
 *
 * @param ordinal the column
 * @param pictures how pictures are read; of TIFF all pages as one tensor, if not the first
 * @param layout how pictures are laid out
 */
public record MagicCells(int ordinal, PictureReader.Options pictures, Layout layout)
    implements NpyWritten {

  public static boolean isPicture(byte[] cell) {
    return ImageDecoder.format(cell).isPresent();
  }

  @Override
  public Tensor decode(InternalRow row) throws NpyException {
    Tensor npy = NpyCells.read(row, ordinal);
    return npy != null ? npy : decode(row.getBinary(ordinal));
  }

  /**
   * The tensor of a cell's bytes, or of a file's.
   *
   * @throws IllegalArgumentException if they are a picture or an archive that is not read
   */
  public Tensor decode(byte[] cell) throws NpyException {
    if (isPicture(cell)) {
      try {
        Tensor picture = PictureReader.open(cell, pictures).read(0);
        return layout == Layout.CHW ? Transpose.channelsFirst(picture) : picture;
      } catch (BadImageException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    for (ArrayFormat format : Formats.arrays()) {
      Optional<ArrayFormat.ArrayFile> arrays = format.ofCell(cell);
      if (arrays.isPresent()) {
        return only(arrays.get());
      }
    }
    Optional<Tensor> serialized = SerializedTensor.of(cell);
    return serialized.isPresent() ? serialized.get() : Npy.read(cell); // says what is wrong
  }

  private static Tensor only(ArrayFormat.ArrayFile arrays) throws NpyException {
    try (arrays) {
      if (arrays.next()) {
        Tensor tensor = arrays.tensor();
        if (!arrays.next()) {
          return tensor;
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Invalid npz: " + e.getMessage(), e);
    }
    throw Invalid.argument("npz", "not one array", "a cell holds one tensor");
  }
}
