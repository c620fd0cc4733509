package io.scaletest.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.scaletest.common.datafile.IoReason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * Sets up the process's log. Until {@link #configure} is called, warnings go to standard error.
 *
 * <p>In code rather than XML: reading a configuration file costs a short-lived tool more CPU than
 * any other part of its start (docs/adr/0003-command-line.md).
 */
public final class Logging {
  /** Verbosity from which lines show the stack traces of failures. */
  private static final int TRACE_VERBOSITY = 4;

  private static final String FILE = "file";
  private static final String STANDARD_ERROR = "standard error";

  private Logging() {}

  /**
   * Makes the log what {@code settings} ask for.
   *
   * @throws IllegalArgumentException if the log file cannot be made; one line that names the option
   */
  public static void configure(LogSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(settings.librariesLevel());
    context.getLogger(LogSettings.OUR_PACKAGES).setLevel(settings.level());
    if (!settings.classVerbosities().isEmpty()) {
      context.addTurboFilter(new ClassVerbosityFilter(settings.classVerbosities()));
    }
    boolean traces = settings.verbosity() >= TRACE_VERBOSITY;
    if (settings.toStandardError()) {
      toStandardError(context, traces, Level.TRACE);
      return;
    }
    add(context, FILE, openFile(settings), traces, Level.TRACE);
    toStandardError(
        context, traces, settings.alsoToStandardError() ? Level.TRACE : settings.threshold());
  }

  /**
   * Writes an error with its stack trace to the log file and nowhere else; does nothing if there is
   * no file. Does not wait and does not throw.
   */
  public static void toFileOnly(String message, Throwable failure) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger(Logging.class);
    Appender<ILoggingEvent> file = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(FILE);
    if (file != null) {
      String lines = message + "\n" + ThrowableProxyUtil.asString(new ThrowableProxy(failure));
      file.doAppend(
          new LoggingEvent(Logging.class.getName(), logger, Level.ERROR, lines, null, null));
    }
  }

  private static OutputStream openFile(LogSettings settings) {
    Path file = LogFile.path(settings);
    try {
      return new LogFile(
          file, Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      String option = settings.file().isEmpty() ? "log_dir" : "log_file";
      throw new IllegalArgumentException(
          option + ": the log file cannot be made (" + IoReason.of(e) + "), got " + file, e);
    }
  }

  /** Sets up the log before any option is known. */
  static void warningsToStandardError(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    toStandardError(context, false, Level.TRACE);
  }

  private static void toStandardError(LoggerContext context, boolean traces, Level threshold) {
    add(context, STANDARD_ERROR, new StandardError(), traces, threshold);
  }

  private static void add(
      LoggerContext context, String name, OutputStream stream, boolean traces, Level threshold) {
    KlogLayout layout = new KlogLayout(traces);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setName(name);
    appender.setEncoder(encoder);
    if (threshold != Level.TRACE) {
      ThresholdFilter filter = new ThresholdFilter();
      filter.setLevel(threshold.levelStr);
      filter.start();
      appender.addFilter(filter);
    }
    appender.setOutputStream(stream);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /**
   * Whatever {@link System#err} is when a line is written: a progress line may have taken it over.
   */
  private static final class StandardError extends OutputStream {
    @Override
    public void write(int b) {
      System.err.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      PrintStream err = System.err;
      err.write(bytes, from, length);
    }

    @Override
    public void flush() {
      System.err.flush();
    }
  }
}
