package org.dropshard.job.tables;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.catalog.CatalogErrors;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.IfExists;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.OutputSession;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.record.RunId;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.store.S3aCommit;

/** The table that a run writes, if it writes one. */
public final class TableTarget implements AutoCloseable {
  private final SparkSession spark;
  private final AugmentConfig config;
  private final OutputTable asked;
  private final TableName name;
  private boolean created;

  private TableTarget(SparkSession spark, AugmentConfig config, OutputTable asked) {
    this.spark = spark;
    this.config = config;
    this.asked = asked;
    this.name = TableName.of(spark, asked.name());
  }

  /** That of a run; empty: it writes files. */
  public static Optional<TableTarget> of(SparkSession spark, AugmentConfig config) {
    return config.table().map(asked -> new TableTarget(spark, config, asked));
  }

  /**
   * The folder that holds a table's account.
   *
   * @throws JobException if there is no such table
   */
  public static String account(SparkSession spark, OutputTable asked) {
    return asked.account().isPresent()
        ? ofBranch(asked.account().get(), asked)
        : folder(CatalogTable.of(spark, asked.name()), asked);
  }

  /** The same; empty: there is no such table. */
  public static Optional<String> found(SparkSession spark, OutputTable asked) {
    return CatalogTable.find(spark, asked.name()).map(table -> folder(table, asked));
  }

  private static String folder(CatalogTable table, OutputTable asked) {
    return ofBranch(
        asked
            .account()
            .or(table::location)
            .orElseThrow(
                () ->
                    JobException.usage(
                        "Missing --account PATH ("
                            + asked.name()
                            + " does not say where it lies)")),
        asked);
  }

  private static String ofBranch(String folder, OutputTable asked) {
    return asked
        .branch()
        .map(branch -> new Path(folder, Outputs.BRANCHES + "/" + branch).toString())
        .orElse(folder);
  }

  /**
   * The run's configuration with the folder of the account in it, as far as there is a table.
   *
   * @throws JobException if the table is none that takes in a run in one commit, or holds rows that
   *     it may not
   */
  public AugmentConfig check() {
    Optional<CatalogTable> table = CatalogTable.find(spark, asked.name());
    if (table.isEmpty()) {
      NewTables.format(spark, name, asked);
      return config;
    }
    checkFormat(table.get().format());
    AugmentConfig placed = config.at(folder(table.get(), asked));
    Configuration hadoop = spark.sessionState().newHadoopConf();
    S3aCommit.check(placed.output(), hadoop);
    if (Outputs.isInterrupted(placed.output(), hadoop)) {
      return placed; // told under the lock, once the killed run is undone or finished
    }
    boolean ours = Outputs.account(placed.output(), hadoop).isPresent();
    boolean holdsRows = holdsRows(table.get());
    if (config.ifExists() == IfExists.FAIL && !config.adds() && (ours || holdsRows)) {
      throw refused(
          "Output exists: "
              + config.target()
              + " (set --if-exists overwrite or append, or choose another)");
    }
    if (holdsRows && !ours) {
      throw refused(
          "Cannot write output: "
              + config.target()
              + " holds rows that no run wrote (choose another; or say where its --account is)");
    }
    return placed;
  }

  private static JobException refused(String line) {
    return new JobException(ExitCode.OUTPUT, line);
  }

  private void checkFormat(String format) {
    if (!format.equals(CatalogTable.ICEBERG) && !format.equals(CatalogTable.DELTA)) {
      throw JobException.usage(
          "Cannot write output: "
              + config.target()
              + " is "
              + format
              + " (it takes in a run by no one commit: Iceberg and Delta do, and --output PATH)");
    }
    if (asked.branch().isPresent() && !format.equals(CatalogTable.ICEBERG)) {
      throw JobException.invalid("--branch", asked.branch().get(), format + " has none");
    }
  }

  private boolean holdsRows(CatalogTable table) {
    return !commit(table).isEmpty();
  }

  /**
   * Makes the table if there is none, without rows.
   *
   * @param columns those of the shards
   * @return the run's configuration with the folder of the account in it
   * @throws JobException as {@link #check}, or if it cannot be made
   */
  public AugmentConfig create(StructType columns) {
    check();
    if (CatalogTable.find(spark, asked.name()).isEmpty()) {
      created = true;
      NewTables.create(spark, name, asked, columns, config.seed());
    }
    if (asked.branch().isPresent()) {
      branch(asked.branch().get());
    }
    return check();
  }

  /** Makes a branch if there is none: of the rows that there are, with their account. */
  private void branch(String branch) {
    if (!spark.table(name.sql("refs")).where(col("name").equalTo(branch)).isEmpty()) {
      return;
    }
    CatalogTable table = CatalogTable.of(spark, asked.name());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    OutputTable whole = new OutputTable(asked.name(), Optional.empty(), asked.account(), List.of());
    Outputs.copyAccount(folder(table, whole), folder(table, asked), hadoop);
    run(
        "ALTER TABLE "
            + name.sql()
            + " CREATE BRANCH IF NOT EXISTS "
            + QuotingUtils.quoteIdentifier(branch));
  }

  private void run(String statement) {
    try {
      spark.sql(statement);
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      throw CatalogErrors.of(spark, "write table", name, e);
    }
  }

  /**
   * Opens the table for a run, under the lock of its account.
   *
   * @param placed as {@link #create} gives it
   * @throws JobException if another run holds the lock
   */
  public OutputSession open(AugmentConfig placed, RunId run) {
    CatalogTable table = CatalogTable.of(spark, asked.name());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Optional<String> apart =
        table
            .location()
            .filter(place -> asked.account().isPresent())
            .map(place -> ofBranch(place, asked))
            .filter(place -> !path(place).equals(path(placed.output())));
    OutputSession session =
        OutputSession.open(placed.output(), run, hadoop, Optional.of(commit(table)), apart);
    try {
      if (apart.isPresent()) {
        check(); // a run with its account in a third place may have ended meanwhile
      }
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static String path(String place) {
    return new Path(place).toUri().getPath();
  }

  /**
   * Checks that a run that adds is not in the table without being in its account, as after the loss
   * of that.
   *
   * @throws JobException if it is
   */
  public void checkNew(RunId run) {
    if (commit(CatalogTable.of(spark, asked.name())).has(run)) {
      throw refused(
          "Cannot write output: "
              + config.target()
              + " has a run "
              + run.text()
              + " that its account has not (say where its --account is)");
    }
  }

  /** Takes away the table that was made for a run, if that has left no row in it. */
  @Override
  public void close() {
    // A path that is named as a table cannot be dropped.
    if (created && name.path().isEmpty()) {
      CatalogTable table = CatalogTable.of(spark, asked.name());
      boolean ended =
          Outputs.account(folder(table, asked), spark.sessionState().newHadoopConf()).isPresent();
      if (!ended && !holdsRows(table)) {
        run("DROP TABLE " + name.sql());
      }
    }
  }

  private EngineCommit commit(CatalogTable table) {
    boolean replaces = !config.incremental() && config.ifExists() == IfExists.OVERWRITE;
    return table.format().equals(CatalogTable.ICEBERG)
        ? new IcebergCommit(spark, name, asked, replaces)
        : new DeltaCommit(spark, name, asked, replaces);
  }

  /** What a table's properties say of the rows. */
  static List<String> properties(RunRecord run) {
    return List.of(
        "'dropshard.digest' = '" + run.digest() + "'",
        "'dropshard.seed' = '" + run.seed() + "'",
        "'dropshard.contract' = '" + run.contract() + "'");
  }
}
