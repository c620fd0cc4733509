package io.scaletest.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.stream.Collectors;

/**
 * Lines as klog's: {@code I1121 09:17:32.123456 4711 CmDriver] message}.
 *
 * <p>Where klog names file and line there is the class's simple name: finding the line costs a walk
 * of the stack for every message. A failure that is logged adds its class and message to the line,
 * and with enough verbosity its stack trace below.
 */
final class KlogLayout extends LayoutBase<ILoggingEvent> {
  private static final int PID_WIDTH = 7;

  private final ZoneId zone = ZoneId.systemDefault();
  private final String pid = pad(Long.toString(ProcessHandle.current().pid()), PID_WIDTH, ' ');
  private final boolean stackTraces;

  KlogLayout(boolean stackTraces) {
    this.stackTraces = stackTraces;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    LocalDateTime time = LocalDateTime.ofInstant(event.getInstant(), zone);
    StringBuilder line = new StringBuilder(128);
    line.append(letter(event.getLevel()));
    line.append(pad(Integer.toString(time.getMonthValue()), 2, '0'));
    line.append(pad(Integer.toString(time.getDayOfMonth()), 2, '0')).append(' ');
    line.append(pad(Integer.toString(time.getHour()), 2, '0')).append(':');
    line.append(pad(Integer.toString(time.getMinute()), 2, '0')).append(':');
    line.append(pad(Integer.toString(time.getSecond()), 2, '0')).append('.');
    line.append(pad(Integer.toString(time.getNano() / 1_000), 6, '0')).append(' ');
    line.append(pid).append(' ');
    line.append(simpleName(event.getLoggerName())).append("] ");
    line.append(event.getFormattedMessage());
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure == null) {
      return line.append('\n').toString();
    }
    if (stackTraces) {
      return line.append('\n').append(ThrowableProxyUtil.asString(failure)).toString();
    }
    line.append(": ").append(failure.getClassName());
    if (failure.getMessage() != null) {
      line.append(": ").append(failure.getMessage().lines().collect(Collectors.joining(" ")));
    }
    return line.append('\n').toString();
  }

  static String simpleName(String loggerName) {
    return loggerName.substring(loggerName.lastIndexOf('.') + 1);
  }

  private static char letter(Level level) {
    if (level.isGreaterOrEqual(Level.ERROR)) {
      return 'E';
    }
    return level.isGreaterOrEqual(Level.WARN) ? 'W' : 'I';
  }

  private static String pad(String text, int width, char with) {
    return String.valueOf(with).repeat(Math.max(0, width - text.length())) + text;
  }
}
