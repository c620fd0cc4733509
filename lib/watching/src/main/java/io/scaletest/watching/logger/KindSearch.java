package io.scaletest.watching.logger;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server what to watch until it tells, as patiently as the watch itself is tried. */
final class KindSearch {
  private static final Logger LOG = LoggerFactory.getLogger(KindSearch.class);

  /** Often enough to be there soon after the server is, too seldom to be a load on it. */
  private static final long RETRY_S = 2;

  private final KindSource source;
  private final ApiTransport transport;
  private final StopSignal stop;
  private final Ticker ticker;

  KindSearch(KindSource source, ApiTransport transport, StopSignal stop, Ticker ticker) {
    this.source = source;
    this.transport = transport;
    this.stop = stop;
    this.ticker = ticker;
  }

  /**
   * Returns what the server has; what is assumed if that is not known when the logger is to end.
   *
   * @param deadlineNs when to give up, as a reading of the ticker
   */
  ObjectKind run(long deadlineNs) throws InterruptedException {
    while (true) {
      KindSource.Answer answer = source.ask(transport);
      if (answer.kind().isPresent()) {
        return answer.kind().get();
      }
      long leftNs = deadlineNs - ticker.nanos();
      if (leftNs <= 0) {
        LOG.warn("{}; the time is over", answer.problem());
        return source.assumed();
      }
      LOG.warn("{}; next attempt in {} s", answer.problem(), RETRY_S);
      if (stop.await(Math.min(TimeUnit.SECONDS.toNanos(RETRY_S), leftNs), TimeUnit.NANOSECONDS)) {
        return source.assumed();
      }
    }
  }
}
