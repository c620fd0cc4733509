package io.scaletest.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Marker;

/**
 * A Logback filter for klog's vmodule: accepts lines of matching classes above the general
 * verbosity.
 *
 * <p>Of our own classes only: what libraries say at their finest level can hold tokens.
 */
final class ClassVerbosityFilter extends TurboFilter {
  private final List<LogSettings.ClassVerbosity> verbosities;

  /** Has at most as many entries as there are loggers. */
  private final ConcurrentMap<String, Level> levelByLogger = new ConcurrentHashMap<>();

  ClassVerbosityFilter(List<LogSettings.ClassVerbosity> verbosities) {
    this.verbosities = verbosities;
  }

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] parameters,
      Throwable failure) {
    Level from = levelByLogger.computeIfAbsent(logger.getName(), this::levelOf);
    return level.isGreaterOrEqual(from) ? FilterReply.ACCEPT : FilterReply.NEUTRAL;
  }

  /** Returns the level of the first pattern that matches; OFF if none does. */
  private Level levelOf(String loggerName) {
    if (loggerName.startsWith(LogSettings.OUR_PACKAGES + ".")) {
      String simpleName = KlogLayout.simpleName(loggerName);
      for (LogSettings.ClassVerbosity verbosity : verbosities) {
        if (verbosity.simpleName().matcher(simpleName).matches()) {
          return verbosity.level();
        }
      }
    }
    return Level.OFF;
  }
}
