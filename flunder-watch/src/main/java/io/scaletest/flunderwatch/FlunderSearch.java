package io.scaletest.flunderwatch;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.place.KindFinder;
import io.scaletest.watching.steps.Backoff;
import io.scaletest.watching.steps.Retries;
import io.scaletest.watching.watchers.WatchExit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the API of the Flunders, as a list of them is tried: as often as the server asks for that,
 * and beyond it only if a failed list does not end the tool either.
 */
final class FlunderSearch implements KindFinder {
  private static final Logger LOG = LoggerFactory.getLogger(FlunderSearch.class);

  private final FlunderOptions options;
  private final boolean keepGoing;

  /**
   * @param options checked already
   */
  FlunderSearch(FlunderOptions options, boolean keepGoing) {
    this.options = options;
    this.keepGoing = keepGoing;
  }

  @Override
  public Optional<ObjectKind> find(
      ApiTransport transport, StopSignal stop, Ticker ticker, long deadlineNs) {
    var backoff = new Backoff(new SplittableRandom(ticker.nanos()));
    var retries = new Retries();
    long delayNs;
    do {
      try {
        return Optional.of(options.find(transport));
      } catch (NoSuchKindException e) {
        if (retries.take(e.retryAfterS())) {
          delayNs = Retries.delayNs(e.retryAfterS());
        } else if (keepGoing && e.mayPass()) {
          delayNs = backoff.nextNs();
        } else {
          throw new ToolException(WatchExit.LIST_FAILED, e.getMessage(), e);
        }
        LOG.warn("{}; asked again in {}", e.getMessage(), DurationText.latency(delayNs));
      }
      delayNs = Math.min(delayNs, deadlineNs - ticker.nanos());
    } while (stop.pause(TimeUnit.NANOSECONDS.toMillis(delayNs)) && deadlineNs > ticker.nanos());
    return Optional.empty();
  }
}
