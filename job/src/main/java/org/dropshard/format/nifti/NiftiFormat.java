package org.dropshard.format.nifti;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.ArrayFormat;

/**
 * NIfTI-1 and NIfTI-2 of one file, gzip or not: an array of the axes that vary slowest first, so
 * that x, y and z of a volume are z × y × x, and colours come last. Values are those that are
 * stored; {@code scl_slope} and {@code scl_inter} are columns.
 */
public record NiftiFormat() implements ArrayFormat {
  private static final StructType COLUMNS =
      new StructType()
          .add("scl_slope", DataTypes.DoubleType)
          .add("scl_inter", DataTypes.DoubleType);

  @Override
  public String label() {
    return "nifti";
  }

  @Override
  public List<String> endings() {
    return List.of(".nii", ".nii.gz");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return NiftiHeader.isStart(NiftiFile.start(start));
  }

  @Override
  public StructType columns() {
    return COLUMNS;
  }

  @Override
  public boolean isArchive(String name) {
    return false;
  }

  @Override
  public ArrayFile open(String name, byte[] content) {
    return new NiftiFile(content);
  }

  @Override
  public String emptyRule() {
    return "Invalid NIfTI: no array";
  }
}
