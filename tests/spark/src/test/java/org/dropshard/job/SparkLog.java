package org.dropshard.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged as a warning or an error while it is open. */
public final class SparkLog extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private SparkLog() {
    super("lines", null, null, true, Property.EMPTY_ARRAY);
  }

  public static SparkLog open() {
    SparkLog log = new SparkLog();
    log.start();
    root(log.context).addAppender(log, Level.WARN, null);
    return log;
  }

  private static LoggerConfig root(LoggerContext context) {
    return context.getConfiguration().getRootLogger();
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getLoggerName() + ": " + event.getMessage().getFormattedMessage());
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    root(context).removeAppender("lines");
    stop();
  }
}
