package io.scaletest.common.fault;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults of one run: the first one ends it in order, with status {@link CommonExit#INTERNAL},
 * as a signal would. Results are written and objects deleted as on a signal; {@link #throwIfAny}
 * then gives the run its status and its one line.
 *
 * <p>The first fault of each place is logged with its stack, the others are counted: a fault that
 * comes back a million times fills no disk. Safe for use by many threads.
 */
public final class RunFaults implements FaultHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RunFaults.class);

  /** Places are constants of the program; should one not be, memory is bounded all the same. */
  private static final int PLACES_MAX = 100;

  private final Consumer<ExitStatus> stop;
  private final AtomicReference<Fault> first = new AtomicReference<>();
  private final AtomicLong count = new AtomicLong();
  private final Set<String> places = ConcurrentHashMap.newKeySet();

  /**
   * One fault.
   *
   * @param where what was running
   * @param thrown what it threw
   */
  public record Fault(String where, Throwable thrown) {
    @Override
    public String toString() {
      return where + ": " + thrown;
    }
  }

  /**
   * @param stop asks the run to stop, for the cause given: {@code stopSignal::request}
   */
  public RunFaults(Consumer<ExitStatus> stop) {
    this.stop = stop;
  }

  @Override
  public void handle(String where, Throwable thrown) {
    count.incrementAndGet();
    try {
      if (first.get() == null) {
        first.compareAndSet(null, new Fault(where, thrown));
      }
      if (places.size() < PLACES_MAX && places.add(where)) {
        LOG.error("fault in {}; the run ends", where, thrown);
      }
    } catch (Throwable ignored) {
      // Out of memory, most likely. That the run ends matters more than that it says why.
    }
    try {
      stop.accept(CommonExit.INTERNAL);
    } catch (Throwable ignored) {
      // The caller is a loop that must not end: count() ends the run with a failure all the same.
    }
  }

  /** Returns the first fault; empty while there is none. */
  public Optional<Fault> first() {
    return Optional.ofNullable(first.get());
  }

  /** Returns how many faults there were. */
  public long count() {
    return count.get();
  }

  /**
   * Does nothing in a run without a fault. To be called last, when results are written and objects
   * are deleted.
   *
   * @throws ToolException with {@link CommonExit#INTERNAL} and one line that names the first fault
   */
  public void throwIfAny() {
    long faults = count();
    if (faults == 0) {
      return;
    }
    String what = text();
    String others = faults > 1 ? ", and " + (faults - 1) + " more" : "";
    throw new ToolException(
        CommonExit.INTERNAL,
        "the run was ended by a fault of the program itself in " + oneLine(what) + others,
        first().map(Fault::thrown).orElse(null));
  }

  /** Returns the first fault's place and text, as far as it has one. */
  private String text() {
    try {
      return first().map(Fault::toString).orElse("a place that could not be kept");
    } catch (RuntimeException e) {
      return first().map(Fault::where).orElse("") + ": " + first().get().thrown().getClass();
    }
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }
}
