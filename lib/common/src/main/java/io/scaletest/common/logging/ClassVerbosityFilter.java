package io.scaletest.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.slf4j.Marker;

/** klog's vmodule: lets lines of matching classes through that the general verbosity holds back. */
final class ClassVerbosityFilter extends TurboFilter {
  private final List<LogSettings.ClassVerbosity> verbosities;

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
    String simpleName = KlogLayout.simpleName(logger.getName());
    for (LogSettings.ClassVerbosity verbosity : verbosities) {
      if (verbosity.simpleName().matcher(simpleName).matches()) {
        return level.isGreaterOrEqual(verbosity.level()) ? FilterReply.ACCEPT : FilterReply.DENY;
      }
    }
    return FilterReply.NEUTRAL;
  }
}
