package io.scaletest.kube.transport;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A decorator that retries as client-go does: sends a request again, with the same body, when the
 * server asks for that: an answer of 429 or 5xx with {@code Retry-After} in seconds; one that only
 * reads, when its connection was lost, too. Its listener gets the last answer, with {@link
 * ApiReply.Tries} of the earlier ones.
 *
 * <p>A request that waits holds no thread. How many wait at a time, and for how long, is limited;
 * beyond, an answer is the last. {@link #stopRetrying} ends all waits. Watches are not retried
 * here.
 *
 * <p><i>Source:</i> client-go's {@code rest.withRetry}.
 */
public final class RetryingTransport implements ApiTransport {
  /** How often a request is sent again where no option says otherwise, as by client-go. */
  public static final int RETRIES = 10;

  /** A few hundred MB of bodies of the usual size at most; beyond, the server is not recovering. */
  private static final int WAITING_MAX = 100_000;

  private final ApiTransport transport;
  private final int retriesMax;
  private final FaultHandler faults;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Attempts> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * @param transport sends each attempt; its owner closes it
   * @param retriesMax how often a request is sent again at most; 0 for never
   * @param faults takes what a listener throws
   */
  public RetryingTransport(ApiTransport transport, int retriesMax, FaultHandler faults) {
    this.transport = transport;
    this.retriesMax = retriesMax;
    this.faults = faults;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "retry-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    if (retriesMax == 0) {
      return transport.send(request, listener);
    }
    Attempts attempts = new Attempts(request, listener);
    attempts.under(1, transport.send(request, attempts));
    return attempts;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    return transport.stream(request, listener);
  }

  @Override
  public Pacer pacer(String threadName, Pacer.Step step, FaultHandler ownFaults) {
    return transport.pacer(threadName, step, ownFaults);
  }

  /** From now on every answer is the last, also of those that wait to be sent again. */
  public void stopRetrying() {
    stopped = true;
    for (Attempts each : waiting) {
      if (unpark(each)) {
        each.end();
      }
    }
  }

  /** Ends all waits; the transport beneath stays open. Idempotent. */
  @Override
  public void close() {
    stopRetrying();
    timer.shutdownNow();
  }

  private boolean unpark(Attempts attempts) {
    boolean waited = waiting.remove(attempts);
    if (waited) {
      waitingCount.decrementAndGet();
    }
    return waited;
  }

  /** One request through all its answers. One thread at a time uses it. */
  private final class Attempts implements ReplyListener, Runnable, StreamHandle {
    private final ApiRequest request;
    private final ReplyListener listener;
    private ApiReply first;
    private ApiReply last;
    private int count;
    private int throttled;

    /** The newest attempt, to be cancelled. */
    @GuardedBy("this")
    private StreamHandle attempt = StreamHandle.NONE;

    @GuardedBy("this")
    private int attemptNumber;

    private volatile boolean cancelled;

    Attempts(ApiRequest request, ReplyListener listener) {
      this.request = request;
      this.listener = listener;
    }

    /** Notes which attempt to cancel: the one after it may have begun, and been noted, before. */
    void under(int number, StreamHandle handle) {
      synchronized (this) {
        if (number > attemptNumber) {
          attemptNumber = number;
          attempt = handle;
        }
      }
      if (cancelled) {
        handle.cancel();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (unpark(this)) {
        end();
        return;
      }
      StreamHandle newest;
      synchronized (this) {
        newest = attempt;
      }
      newest.cancel();
    }

    @Override
    public void answered(ApiReply reply) {
      count++;
      last = reply;
      if (first == null) {
        first = reply;
      }
      if (!mayGoOn(reply) || !park(reply.retryAfterS())) {
        end();
      }
    }

    private boolean mayGoOn(ApiReply reply) {
      return !stopped
          && !cancelled
          && count <= retriesMax
          && reply.retryAfterS() != ApiReply.NO_RETRY;
    }

    /** Waits to be sent again; returns whether there was room for that. */
    private boolean park(int seconds) {
      if (waitingCount.incrementAndGet() > WAITING_MAX) {
        waitingCount.decrementAndGet();
        return false;
      }
      waiting.add(this);
      try {
        // Nothing is lost in its future: run() hands over what is thrown, and a wait that ended
        // before
        // finds itself no longer among those that wait.
        var unused = timer.schedule(this, seconds, TimeUnit.SECONDS);
      } catch (RejectedExecutionException e) {
        return !unpark(this); // closed meanwhile: perhaps by then it was ended there
      }
      // Stopping looks at the waiting requests once; this one may have joined after that.
      return !((stopped || cancelled) && unpark(this));
    }

    @Override
    public void run() {
      if (!unpark(this)) {
        return;
      }
      if (last.status() == TOO_MANY_REQUESTS) {
        throttled++;
      }
      try {
        under(count + 1, transport.send(request, this));
      } catch (Throwable thrown) {
        faults.handle("sending a request again", thrown);
        end();
      }
    }

    private void end() {
      try {
        listener.answered(count == 1 ? last : last.after(first, tries()));
      } catch (Throwable thrown) {
        faults.handle("the taker of an answer", thrown);
      }
    }

    private ApiReply.Tries tries() {
      return new ApiReply.Tries(count, throttled, first.answeredNs());
    }
  }
}
