package io.scaletest.e2e.fault;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassObjectReference;
import com.sun.jdi.ClassType;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.scaletest.testkit.process.ToolProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one call of one method of a running tool throw, as a debugger does it: the tool is the jar
 * that users get, and has nothing in it for the purpose. The thread of {@link #attach} may wait;
 * the debugger has a thread of its own until the tool has ended.
 */
final class ThrowingDebugger {
  /** For the JVM of the tool, which then waits to be attached to. */
  static final String JVM_OPTION =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0";

  private static final Pattern PORT =
      Pattern.compile("Listening for transport dt_socket at address: (\\d+)");
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Where every fault comes to. */
  private static final Place HANDLED =
      new Place("io.scaletest.common.fault.RunFaults", "handle", 1);

  private final VirtualMachine tool;
  private final Place place;
  private final Class<? extends Throwable> fault;
  private final CompletableFuture<Void> thrown = new CompletableFuture<>();

  /**
   * Where to throw.
   *
   * @param type the class's name
   * @param method its method, before its first line
   * @param call which call of it, from 1
   */
  record Place(String type, String method, int call) {}

  private ThrowingDebugger(VirtualMachine tool, Place place, Class<? extends Throwable> fault) {
    this.tool = tool;
    this.place = place;
    this.fault = fault;
  }

  /**
   * Lets a tool begin that was started with {@link #JVM_OPTION}.
   *
   * @return completes when the fault was thrown; fails if it was not by the tool's end
   */
  static CompletableFuture<Void> attach(
      ToolProcess process, Place place, Class<? extends Throwable> fault) throws Exception {
    process.awaitOutput(PORT.pattern(), START_LIMIT);
    Matcher port = PORT.matcher(process.stdout() + process.stderr());
    if (!port.find()) {
      throw new AssertionError("no port in " + process.stdout());
    }
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(port.group(1));
    var debugger = new ThrowingDebugger(connector.attach(arguments), place, fault);
    Thread thread = new Thread(debugger::run, "throwing-debugger");
    thread.setDaemon(true);
    thread.start();
    return debugger.thrown;
  }

  private void run() {
    try {
      for (Place each : List.of(place, HANDLED)) {
        ClassPrepareRequest loaded = tool.eventRequestManager().createClassPrepareRequest();
        loaded.addClassFilter(each.type());
        loaded.enable();
      }
      tool.resume();
      while (true) {
        EventSet events = tool.eventQueue().remove();
        for (Event event : events) {
          take(event);
        }
        events.resume();
      }
    } catch (VMDisconnectedException e) {
      thrown.completeExceptionally(new AssertionError(place + " was not come to", e));
    } catch (Exception e) {
      thrown.completeExceptionally(e);
      tool.exit(1);
    }
  }

  private void take(Event event) throws Exception {
    if (event instanceof ClassPrepareEvent prepared) {
      boolean isPlace = prepared.referenceType().name().equals(place.type());
      stopAt(prepared.referenceType(), isPlace ? place : HANDLED);
    } else if (event instanceof BreakpointEvent reached) {
      if (!thrown.isDone()) {
        throwIn(reached.thread());
        thrown.complete(null);
      } else if (reached.location().declaringType().name().equals(HANDLED.type())) {
        clearInterruption(reached.thread());
      }
    }
  }

  private void stopAt(ReferenceType type, Place where) {
    List<Method> methods =
        type.methodsByName(where.method()).stream()
            .filter(method -> method.location() != null && !method.isBridge())
            .toList();
    if (methods.size() != 1) {
      throw new IllegalStateException(where + ": must be one method, got " + methods);
    }
    BreakpointRequest stop =
        tool.eventRequestManager().createBreakpointRequest(methods.get(0).location());
    stop.addCountFilter(where.call());
    stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    stop.enable();
  }

  /** A debugger's throw interrupts the thread besides, as no throw of a program's own does. */
  private void clearInterruption(ThreadReference thread) throws Exception {
    ClassType threads = (ClassType) tool.classesByName("java.lang.Thread").get(0);
    threads.invokeMethod(
        thread,
        threads.concreteMethodByName("interrupted", "()Z"),
        List.of(),
        ObjectReference.INVOKE_SINGLE_THREADED);
  }

  /** Throws in a thread that stands at the first line of the method. */
  private void throwIn(ThreadReference thread) throws Exception {
    ClassType classes = (ClassType) tool.classesByName("java.lang.Class").get(0);
    Method forName =
        classes.concreteMethodByName("forName", "(Ljava/lang/String;)Ljava/lang/Class;");
    var loaded =
        (ClassObjectReference)
            classes.invokeMethod(
                thread,
                forName,
                List.of(tool.mirrorOf(fault.getName())),
                ObjectReference.INVOKE_SINGLE_THREADED);
    ClassType type = (ClassType) loaded.reflectedType();
    ObjectReference instance =
        type.newInstance(
            thread,
            type.concreteMethodByName("<init>", "()V"),
            List.of(),
            ObjectReference.INVOKE_SINGLE_THREADED);
    instance.disableCollection(); // nothing in the tool holds it yet
    thread.stop(instance);
  }
}
