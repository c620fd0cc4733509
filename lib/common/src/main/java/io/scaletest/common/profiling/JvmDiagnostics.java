package io.scaletest.common.profiling;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** The diagnostic commands of {@code jcmd}, run within this process. */
final class JvmDiagnostics {
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  private JvmDiagnostics() {}

  /** Returns a dump of all threads, as {@code jstack} prints it. */
  static String threadDump() throws ProfilingException {
    return run("threadPrint");
  }

  /**
   * Returns instances and bytes of each class, largest first. Stops the application meanwhile.
   *
   * @param collectFirst whether to collect garbage first, so that only live objects count
   */
  static String heapHistogram(boolean collectFirst) throws ProfilingException {
    return collectFirst ? run("gcClassHistogram") : run("gcClassHistogram", "-all");
  }

  /** Returns the command line, its words separated by NUL, as Go's page does. */
  static String commandLine() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    return Stream.concat(info.command().stream(), info.arguments().stream().flatMap(Arrays::stream))
        .collect(Collectors.joining("\0"));
  }

  private static String run(String command, String... arguments) throws ProfilingException {
    try {
      Object answer =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName(COMMANDS),
                  command,
                  new Object[] {arguments},
                  new String[] {String[].class.getName()});
      return String.valueOf(answer);
    } catch (JMException e) {
      throw new ProfilingException(501, "this JVM has no " + command + ": " + e.getMessage(), e);
    }
  }
}
