package io.scaletest.watching.timer;

import io.scaletest.common.timer.Timers;
import io.scaletest.testkit.clock.ManualTicker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Timers on a {@link ManualTicker}: actions run, in order, when a test moves the time on. */
public final class ManualTimers implements Timers {
  private final ManualTicker ticker;
  private final List<Planned> planned = new ArrayList<>();

  private static final class Planned {
    private final long dueNs;
    private final Runnable action;

    Planned(long dueNs, Runnable action) {
      this.dueNs = dueNs;
      this.action = action;
    }
  }

  public ManualTimers(ManualTicker ticker) {
    this.ticker = ticker;
  }

  @Override
  public synchronized Timer schedule(long delayNs, Runnable action) {
    var timer = new Planned(ticker.nanos() + delayNs, action);
    planned.add(timer);
    return () -> {
      synchronized (this) {
        planned.remove(timer);
      }
    };
  }

  /** Moves the ticker on by {@code ns}, running each action at its time. */
  public void advanceNs(long ns) {
    long endNs = ticker.nanos() + ns;
    for (Planned next = takeDue(endNs); next != null; next = takeDue(endNs)) {
      ticker.advanceNs(next.dueNs - ticker.nanos());
      next.action.run();
    }
    ticker.advanceNs(endNs - ticker.nanos());
  }

  private synchronized Planned takeDue(long endNs) {
    Planned next =
        planned.stream()
            .filter(timer -> timer.dueNs <= endNs)
            .min(Comparator.comparingLong(timer -> timer.dueNs))
            .orElse(null);
    planned.remove(next);
    return next;
  }
}
