package org.dropshard.spark.functions;

import java.io.Serializable;

/**
 * An argument of a function's own.
 *
 * @param name in SQL
 * @param key the step's name for it
 * @param type what it is
 */
record Parameter(String name, String key, Type type) implements Serializable {
  /** What SQL gives. */
  enum Type {
    NUMBER,
    /** A number that may be left out. */
    OPTIONAL,
    WHOLE,
    /** An array of whole numbers. */
    WHOLES,
    /** An array of numbers. */
    NUMBERS;

    boolean isArray() {
      return this == WHOLES || this == NUMBERS;
    }
  }

  static final Parameter P = new Parameter("p", "drop", Type.NUMBER);
  static final Parameter EPS = new Parameter("eps", "eps", Type.OPTIONAL);

  static Parameter number(String name) {
    return new Parameter(name, name, Type.NUMBER);
  }

  static Parameter whole(String name) {
    return new Parameter(name, name, Type.WHOLE);
  }

  void read(Arguments arguments) {
    switch (type) {
      case NUMBER -> arguments.number(name);
      case OPTIONAL -> arguments.optionalNumber(name);
      case WHOLE -> arguments.whole(name);
      case WHOLES -> arguments.wholes(name);
      case NUMBERS -> arguments.numbers(name);
    }
  }
}
