package io.scaletest.watching.place;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Optional;

/** Finds out on a server what is to be watched; waits for answers, so not on an event loop. */
public interface KindFinder {
  /**
   * Asks as long as the answer may change.
   *
   * @param deadlineNs when to give up, as a reading of the ticker
   * @return empty if {@code stop} or the deadline came before the answer
   * @throws io.scaletest.common.exit.ToolException if the server told, and does not have it
   */
  Optional<ObjectKind> find(ApiTransport transport, StopSignal stop, Ticker ticker, long deadlineNs)
      throws InterruptedException;
}
