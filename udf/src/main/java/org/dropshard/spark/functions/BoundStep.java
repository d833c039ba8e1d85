package org.dropshard.spark.functions;

import org.apache.spark.unsafe.types.UTF8String;

/**
 * A step bound to one form of cells. Spark calls the {@code invoke} that its class declares for the
 * types of the arguments, on the instance that came with the plan: once for each row, and where a
 * task has more threads, from any of them.
 */
abstract class BoundStep extends Bound {
  private static final long serialVersionUID = 1L;

  private transient Prepared last;

  BoundStep(Signature signature) {
    super(signature);
  }

  /**
   * The step for the arguments of a row, which in most queries are those of the row before.
   *
   * @param layout null where the options say it
   * @param own the parameters in the order of their arguments, but an array's values last
   */
  final Prepared prepared(UTF8String layout, UTF8String options, double... own) {
    Prepared prepared = last;
    if (prepared == null || !prepared.suits(layout, options, own)) {
      prepared = new Prepared(StepFunctions.of(name()), layout, options, own);
      last = prepared; // safely published: its fields are final, and it knows its thread
    }
    return prepared;
  }
}
