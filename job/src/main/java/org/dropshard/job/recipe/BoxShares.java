package org.dropshard.job.recipe;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.read.sample.BoxColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * The share of each box that stays visible, and how a column holds them.
 *
 * @param boxes where they are; null: there are none
 * @param layout the sample's
 * @param lists whether the format has lists; else cells are npy
 */
public record BoxShares(BoxColumn boxes, Layout layout, boolean lists) implements Serializable {
  /**
   * Those of a run.
   *
   * @throws org.dropshard.job.error.JobException if the source has no such column
   */
  public static BoxShares of(AugmentConfig config, Source source) {
    return new BoxShares(
        config.run().isPresent() ? null : BoxColumn.of(source, config.boxes()),
        source.layout().orElseThrow(),
        config.shards().format().holdsLists());
  }

  /** Whether there are any. */
  public boolean isAny() {
    return boxes != null;
  }

  /** The column. */
  public StructField column() {
    DataType list = DataTypes.createArrayType(DataTypes.FloatType, false);
    return DataTypes.createStructField(
        boxes.asked().shares(), lists ? list : DataTypes.BinaryType, false);
  }

  /**
   * Refuses a sample that has no places, or boxes that are none.
   *
   * @throws IllegalArgumentException naming the rule
   */
  public void check(Sample sample) {
    if (boxes == null) {
      return;
    }
    int axes = sample.tensor().shape().length;
    if (axes != 3) {
      throw new IllegalArgumentException(
          "Invalid shape: " + axes + " axes (boxes need 3: channels, height and width)");
    }
    boxes.of(sample.source());
  }

  /**
   * The shares of a copy.
   *
   * @param row has the boxes
   * @param shape the sample's
   * @param kept its places
   */
  public float[] of(InternalRow row, int[] shape, KeptPlaces kept) {
    double[][] all = boxes.of(row);
    float[] shares = new float[all.length];
    int height = shape[layout == Layout.CHW ? 1 : 0];
    int width = shape[layout == Layout.CHW ? 2 : 1];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) share(all[i], height, width, kept);
    }
    return shares;
  }

  /** Of the pixels that a box touches, which are cut off at the picture's edges; 0 of none. */
  private static double share(double[] box, int height, int width, KeptPlaces kept) {
    int left = clip(Math.floor(box[0]), width);
    int top = clip(Math.floor(box[1]), height);
    int right = clip(Math.ceil(box[2]), width);
    int bottom = clip(Math.ceil(box[3]), height);
    if (box[0] >= box[2] || box[1] >= box[3] || left >= right || top >= bottom) {
      return 0;
    }
    long visible = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        visible += kept.isVisible(y * width + x) ? 1 : 0;
      }
    }
    return (double) visible / ((long) (right - left) * (bottom - top));
  }

  private static int clip(double edge, int size) {
    return (int) Math.max(0, Math.min(size, edge));
  }

  /** Shares as numpy.save writes them, which the digest takes of any column. */
  public static byte[] npy(float[] shares) {
    ByteBuffer data =
        ByteBuffer.allocate(shares.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(shares);
    return Npy.write(new Tensor(DType.FLOAT32, new int[] {shares.length}, data.array(), 0));
  }

  /** The cell of shares. */
  public Object cell(float[] shares) {
    return lists ? UnsafeArrayData.fromPrimitiveArray(shares) : npy(shares);
  }

  /**
   * The shares of a row's cell.
   *
   * @throws IllegalArgumentException if it holds none
   */
  public float[] read(InternalRow row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      return new float[0]; // an empty list, in formats that do not tell the two apart
    }
    if (lists) {
      return row.getArray(ordinal).toFloatArray();
    }
    try {
      double[] values = Doubles.of(Npy.read(row.getBinary(ordinal)));
      float[] shares = new float[values.length];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) values[i];
      }
      return shares;
    } catch (NpyException e) {
      throw new IllegalArgumentException("Invalid shares of boxes: " + e.getMessage(), e);
    }
  }
}
