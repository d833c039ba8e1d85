package org.dropshard.format;

import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * The column of samples' JSON as it is, which WebDataset's option {@code rawJson} adds. Written, it
 * stays as it is, and other columns are added to it: to an object as fields, beside a list as
 * members.
 */
public final class JsonMember {
  /** Its name. */
  public static final String RAW = ".json";

  private static final String PART = "webdataset.json";

  private JsonMember() {}

  /** Whether a column is what {@link #RAW} has already. */
  public static boolean has(StructField field) {
    return field.metadata().contains(PART);
  }

  /** The column, as one that {@link #has}. */
  public static StructField part(StructField field) {
    return new StructField(
        field.name(),
        field.dataType(),
        field.nullable(),
        new MetadataBuilder().withMetadata(field.metadata()).putBoolean(PART, true).build());
  }
}
