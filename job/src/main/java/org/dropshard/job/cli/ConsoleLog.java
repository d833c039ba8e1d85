package org.dropshard.job.cli;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.LoggerFactory;

/**
 * The log on the console, which is for one line of ours and not for a trace of Spark's. Whatever
 * else the operator's configuration writes to, a file say, has all lines.
 */
final class ConsoleLog {
  private static final String LOG4J = "org.apache.logging.slf4j.";

  private ConsoleLog() {}

  /** From now on consoles show this project's lines alone. */
  static void quiet() {
    if (!LoggerFactory.getILoggerFactory().getClass().getName().startsWith(LOG4J)) {
      return; // somebody's own logging
    }
    new SparkConf(false).log(); // Spark makes its default configuration first, which has no filters
    if (LogManager.getContext(SparkContext.class.getClassLoader(), false)
        instanceof LoggerContext context) {
      quiet(context);
    }
  }

  /** The same of the loggers of one context. */
  static void quiet(LoggerContext context) {
    for (Appender appender : context.getConfiguration().getAppenders().values()) {
      if (appender instanceof ConsoleAppender console) {
        console.addFilter(new OursAlone());
      }
    }
  }

  private static final class OursAlone extends AbstractFilter {
    @Override
    public Result filter(LogEvent event) {
      return event.getLoggerName().startsWith("org.dropshard") ? Result.NEUTRAL : Result.DENY;
    }
  }
}
