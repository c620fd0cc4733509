package io.scaletest.dropin;

import java.lang.instrument.Instrumentation;

/**
 * Puts this jar behind a program's class path, by {@code -javaagent:}: that is all a Java agent's
 * jar needs. For programs whose command line is somebody else's.
 */
public final class DropInAgent {
  private DropInAgent() {}

  /** Does nothing: fabric8 finds {@link DropInFactory} by itself. */
  public static void premain(String arguments, Instrumentation instrumentation) {}
}
