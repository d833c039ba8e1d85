package org.dropshard.spark;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.dropshard.spark.functions.SqlFunctions;

/**
 * The SQL functions as a catalog. With {@code
 * spark.sql.catalog.dropshard=org.dropshard.spark.DropshardCatalog} they are called {@code
 * dropshard.spatial_dropout(…)}, or {@code dropshard.system.spatial_dropout(…)}. Has no options.
 */
public final class DropshardCatalog implements FunctionCatalog {
  private static final String[] ROOT = {};
  private static final String[] SYSTEM = {"system"};

  private String name;

  /** For Spark, which then calls {@link #initialize}. */
  public DropshardCatalog() {}

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    if (!exists(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
    return SqlFunctions.all().keySet().stream()
        .map(function -> Identifier.of(namespace, function))
        .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
    UnboundFunction function =
        exists(identifier.namespace()) ? SqlFunctions.load(identifier.name()) : null;
    if (function == null) {
      throw new NoSuchFunctionException(identifier);
    }
    return function;
  }

  private static boolean exists(String[] namespace) {
    return Arrays.equals(namespace, ROOT) || Arrays.equals(namespace, SYSTEM);
  }
}
