package io.scaletest.testkit.fault;

import io.scaletest.common.fault.FaultHandler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps faults and throws the first of them in the test's own thread: at the end of the test, as a
 * {@code @RegisterExtension}, or when {@link #rethrow} is called. A test that expects faults takes
 * them. Safe for use by many threads.
 */
public final class RethrowingFaults implements FaultHandler, AfterEachCallback {
  private final List<Throwable> faults = new ArrayList<>();
  private final List<String> places = new ArrayList<>();

  @Override
  public synchronized void handle(String where, Throwable thrown) {
    faults.add(thrown);
    places.add(where);
  }

  /** Returns the faults so far, in their order, and forgets them. */
  public synchronized List<Throwable> take() {
    List<Throwable> taken = List.copyOf(faults);
    faults.clear();
    places.clear();
    return taken;
  }

  /** Returns where the faults were that have not been taken. */
  public synchronized List<String> places() {
    return List.copyOf(places);
  }

  /**
   * Does nothing while there is no fault.
   *
   * @throws AssertionError with the first fault as its cause
   */
  public synchronized void rethrow() {
    if (!faults.isEmpty()) {
      AssertionError error = new AssertionError("fault in " + places.get(0), faults.get(0));
      take();
      throw error;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    rethrow();
  }
}
