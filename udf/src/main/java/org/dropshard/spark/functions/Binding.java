package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.V2ExpressionUtils;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Functions bound to expressions, as Spark binds a catalog's. */
public final class Binding {
  private Binding() {}

  /**
   * The expression of a call. Scalar functions become the very expression that Spark makes of a
   * catalog's function, {@code channel_stats} one that can be observed too.
   *
   * <p>Throws Spark's {@code AnalysisException}, which is checked, undeclared: Scala's function
   * builders declare none.
   */
  public static Expression expression(UnboundFunction function, Seq<Expression> arguments) {
    BoundFunction bound = bind(function, arguments);
    return bound instanceof ScalarFunction<?> scalar
        ? V2ExpressionUtils.resolveScalarFunction(scalar, arguments)
        : new ChannelStatsAggregate(arguments);
  }

  static BoundFunction bind(UnboundFunction function, Seq<Expression> arguments) {
    StructType given = new StructType();
    for (int i = 0; i < arguments.length(); i++) {
      Expression argument = arguments.apply(i);
      given = given.add("_" + i, argument.dataType(), argument.nullable());
    }
    try {
      return function.bind(given);
    } catch (UnsupportedOperationException e) {
      Platform.throwException(
          QueryCompilationErrors.functionCannotProcessInputError(function, arguments, e));
      throw e; // never reached
    }
  }

  static Seq<AbstractDataType> inputTypes(BoundFunction bound) {
    List<AbstractDataType> types = Arrays.asList(bound.inputTypes());
    return CollectionConverters.asScala(types).toSeq();
  }
}
