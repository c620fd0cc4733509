package io.scaletest.watching.place;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server what to watch until it tells, as patiently as the watch itself is tried. */
public final class KindSearch implements KindFinder {
  private static final Logger LOG = LoggerFactory.getLogger(KindSearch.class);

  /** Often enough to be there soon after the server is, too seldom to be a load on it. */
  private static final long RETRY_S = 2;

  private final KindSource source;

  public KindSearch(KindSource source) {
    this.source = source;
  }

  @Override
  public Optional<ObjectKind> find(
      ApiTransport transport, StopSignal stop, Ticker ticker, long deadlineNs)
      throws InterruptedException {
    while (true) {
      KindSource.Answer answer = source.ask(transport);
      if (answer.kind().isPresent()) {
        return answer.kind();
      }
      long leftNs = deadlineNs - ticker.nanos();
      if (leftNs <= 0) {
        LOG.warn("{}; the time is over", answer.problem());
        return Optional.empty();
      }
      LOG.warn("{}; next attempt in {} s", answer.problem(), RETRY_S);
      if (stop.await(Math.min(TimeUnit.SECONDS.toNanos(RETRY_S), leftNs), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
    }
  }
}
