package org.dropshard.job.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.augment.SampleRows;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.RowDigest;
import org.dropshard.job.store.Sha256;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * The digest of every row, all its columns and its folder: of an output as it stands, or of what an
 * input has to become.
 *
 * @param recipe null: rows are taken as they stand
 * @param expected the rows that an input becomes; null: likewise
 * @param values of the rows
 * @param copyOrdinal the column of an output's copies, or −1
 * @param folder the output; null: rows lie in no folders
 * @param exact whether tensors count, or their shapes alone
 */
record RowHashes(
    Recipe recipe,
    SampleRows expected,
    RowValues values,
    int copyOrdinal,
    String folder,
    boolean exact)
    implements DerivedRows.Beginning {
  private static final StructType SCHEMA =
      new StructType()
          .add("sample_id", DataTypes.LongType)
          .add("copy", DataTypes.IntegerType)
          .add("hash", DataTypes.BinaryType)
          .add("parts", DataTypes.createArrayType(DataTypes.IntegerType, false))
          .add("place", DataTypes.StringType);

  /** Where checksums of a row's parts stand in {@code parts}. */
  static final int TENSOR = 0;

  static final int FOLDER = 1;
  static final int COLUMNS = 2;

  /**
   * The rows of an output.
   *
   * @param values of its rows
   * @param folder the output; null: a table, whose rows lie in no folders
   * @param exact whether tensors count, or their shapes alone
   */
  static Dataset<Row> ofOutput(
      SparkSession spark, Source output, RowValues values, Path folder, boolean exact) {
    int copy = List.of(output.rows().columns()).indexOf("copy");
    String path = folder == null ? null : folder.toUri().getPath();
    return DerivedRows.of(
        spark, output, SCHEMA, new RowHashes(null, null, values, copy, path, exact));
  }

  /**
   * The rows that an input has to become.
   *
   * @param values of the rows that it becomes
   * @param exact as of {@link #ofOutput}
   */
  static Dataset<Row> ofInput(
      SparkSession spark,
      Source input,
      Recipe recipe,
      SampleRows rows,
      RowValues values,
      boolean exact) {
    return DerivedRows.of(
        spark, input, SCHEMA, new RowHashes(recipe, rows, values, -1, null, exact));
  }

  @Override
  public DerivedRows.Making begin() {
    StepRunner runner = recipe == null ? null : recipe.runner();
    return (sample, rows) -> {
      if (runner == null) {
        int copy = sample.source().getInt(copyOrdinal);
        byte[] content = content(sample.tensor(), exact ? Npy.write(sample.tensor()) : null);
        rows.accept(row(sample, copy, content, sample.source(), place(sample)));
        return;
      }
      try {
        runner.start(sample);
        expected.check(sample, recipe, runner.tensor());
      } catch (IllegalArgumentException e) {
        return; // a bad record: it has no rows in the output
      }
      int first = recipe.firstCopy(sample);
      for (int copy = first; copy < first + recipe.copiesOfSample(); copy++) {
        runner.copy(copy);
        InternalRow row = expected.row(sample, recipe, copy, runner);
        String where = expected.folder(sample);
        byte[] content = content(runner.tensor(), runner.cell());
        rows.accept(row(sample, copy, content, row, where == null ? "" : where));
      }
    };
  }

  private byte[] content(Tensor tensor, byte[] npy) {
    return exact ? npy : Arrays.toString(tensor.shape()).getBytes(StandardCharsets.US_ASCII);
  }

  /** The folder that a row lies in, below the output. */
  private String place(Sample sample) {
    if (folder == null) {
      return "";
    }
    String file = new Path(sample.origin().get().file()).toUri().getPath();
    int end = file.lastIndexOf('/');
    return end <= folder.length() ? "" : file.substring(folder.length() + 1, end);
  }

  private Row row(Sample sample, int copy, byte[] content, InternalRow row, String where) {
    RowDigest digest = new RowDigest();
    digest.add(sample.id(), copy, content);
    MessageDigest all = Sha256.digest();
    all.update(digest.value());
    all.update(where.getBytes(StandardCharsets.UTF_8));
    List<Integer> parts = new ArrayList<>();
    parts.add(Arrays.hashCode(digest.value()));
    parts.add(where.hashCode());
    parts.addAll(List.of(values.add(row, all)));
    Sample.Origin origin = sample.origin().get();
    return RowFactory.create(
        sample.id(), copy, all.digest(), parts.toArray(), origin.key() + ", file " + origin.file());
  }
}
