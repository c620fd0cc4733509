package io.scaletest.common.shutdown;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The JDK's signal handling, by reflection: javac's warning about {@code sun.misc} cannot be
 * suppressed, and this build treats warnings as errors. The package is exported for good by the
 * module jdk.unsupported (JEP 260).
 */
final class Signals {
  private Signals() {}

  /**
   * Calls {@code handler} on a thread of the JVM each time the signal arrives, instead of ending
   * the process.
   *
   * @param name without SIG: {@code TERM}
   * @return false where the process was started with this signal ignored, as a shell without job
   *     control starts background jobs: the JVM then leaves it ignored, and no handler is called
   */
  static boolean handle(String name, Runnable handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              MethodHandles.lookup().lookupClass().getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return objectMethod(self, method, arguments);
                }
                handler.run();
                return null;
              });
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object before =
          signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, proxy);
      return before != handlerType.getField("SIG_IGN").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot handle SIG" + name, e);
    }
  }

  private static Object objectMethod(Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "signal handler";
    };
  }
}
