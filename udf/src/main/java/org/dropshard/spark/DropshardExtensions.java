package org.dropshard.spark;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.dropshard.spark.functions.Binding;
import org.dropshard.spark.functions.SqlFunctions;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The SQL functions under their bare names: with {@code
 * spark.sql.extensions=org.dropshard.spark.DropshardExtensions} they are called {@code
 * spatial_dropout(…)}, from SQL and by {@code call_function}. The same functions as in {@link
 * DropshardCatalog}, bound and refused alike.
 */
public final class DropshardExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** For Spark. */
  public DropshardExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (UnboundFunction function : SqlFunctions.all().values()) {
      extensions.injectFunction(
          new Tuple3<>(
              new FunctionIdentifier(function.name()),
              info(function),
              arguments -> Binding.expression(function, arguments)));
    }
    return BoxedUnit.UNIT;
  }

  private static ExpressionInfo info(UnboundFunction function) {
    String className = function.getClass().getName();
    String none = "";
    return new ExpressionInfo(
        className,
        null,
        function.name(),
        function.description(),
        none,
        none,
        none,
        none,
        none,
        none,
        none);
  }
}
