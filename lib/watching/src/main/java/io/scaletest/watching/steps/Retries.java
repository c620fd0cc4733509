package io.scaletest.watching.steps;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.RetryingTransport;
import java.util.concurrent.TimeUnit;

/**
 * How often one list, page or watch was asked for again because the server, or the loss of its
 * connection, asked for that: neither a failure nor a reason for a longer delay yet. For one
 * thread.
 *
 * <p><i>Source:</i> client-go's {@code rest.Request}, which does so beneath its reflector.
 */
public final class Retries {
  private int used;

  /** Something else is asked for now, or the same once more for another reason. */
  public void begin() {
    used = 0;
  }

  /**
   * Returns whether to ask again, and counts it.
   *
   * @param retryAfterS as {@link ApiReply#retryAfterS}
   */
  public boolean take(int retryAfterS) {
    if (retryAfterS == ApiReply.NO_RETRY || used == RetryingTransport.RETRIES) {
      return false;
    }
    used++;
    return true;
  }

  /** Returns what a verdict says of a run in which the server did not answer at first. */
  public static String finding(long retries, long throttled) {
    return "of the lists and watches, "
        + retries
        + (retries == 1 ? " was" : " were")
        + " sent again and "
        + throttled
        + (throttled == 1 ? " was" : " were")
        + " answered 429";
  }

  /** Returns so many seconds as a delay. */
  public static long delayNs(int retryAfterS) {
    return TimeUnit.SECONDS.toNanos(retryAfterS);
  }
}
