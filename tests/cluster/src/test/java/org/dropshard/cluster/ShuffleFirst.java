package org.dropshard.cluster;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.HashPartitioning;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.ENSURE_REQUIREMENTS$;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Puts a shuffle on top of every query while {@code tests.shuffle.first} is set (AQE off), so that
 * the stage that writes has one before it, whose loss makes Spark try both again.
 */
public final class ShuffleFirst extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  static final String KEY = "tests.shuffle.first";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectColumnar(
        new AbstractFunction1<SparkSession, ColumnarRule>() {
          @Override
          public ColumnarRule apply(SparkSession session) {
            return new ColumnarRule() {
              @Override
              public Rule<SparkPlan> preColumnarTransitions() {
                return new Shuffle(session);
              }
            };
          }
        });
    return BoxedUnit.UNIT;
  }

  private static final class Shuffle extends Rule<SparkPlan> {
    private final SparkSession session;

    Shuffle(SparkSession session) {
      this.session = session;
    }

    @Override
    public SparkPlan apply(SparkPlan plan) {
      String partitions = session.conf().get(KEY, "");
      if (partitions.isEmpty() || plan instanceof ShuffleExchangeExec) {
        return plan;
      }
      List<Expression> by = Nil$.MODULE$.$colon$colon(plan.output().head());
      return new ShuffleExchangeExec(
          new HashPartitioning(by, Integer.parseInt(partitions)),
          plan,
          ENSURE_REQUIREMENTS$.MODULE$,
          Option.empty());
    }
  }
}
