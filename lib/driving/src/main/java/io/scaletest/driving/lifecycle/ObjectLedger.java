package io.scaletest.driving.lifecycle;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.kube.transport.ApiReply;
import java.util.BitSet;

/**
 * Which objects of a run may exist in the cluster, judged from what the client sent and heard.
 *
 * <p>A create counts from the moment it is sent, and until the server says that it made nothing, or
 * it is clear that the request never went out: one that got no answer may have been carried out.
 * One bit an object. Safe for use by many threads.
 */
public final class ObjectLedger {
  private static final int REQUEST_TIMEOUT = 408;

  @GuardedBy("this")
  private final BitSet mayExist = new BitSet();

  /** A create is about to be sent. */
  public synchronized void creating(long number) {
    mayExist.set(Math.toIntExact(number));
  }

  /** A create is over. */
  public synchronized void created(long number, ApiReply reply) {
    if (!reply.wasSent() || (!reply.succeeded() && refused(reply))) {
      mayExist.clear(Math.toIntExact(number));
    }
  }

  /** A delete is over. */
  public synchronized void deleted(long number, ApiReply reply) {
    if (reply.succeeded() || reply.status() == NOT_FOUND) {
      mayExist.clear(Math.toIntExact(number));
    }
  }

  /** Tells whether the object of that number may exist now. */
  public synchronized boolean mayExist(long number) {
    return mayExist.get(Math.toIntExact(number));
  }

  /** Returns the numbers of the objects that may exist now. */
  public synchronized BitSet mayExist() {
    return (BitSet) mayExist.clone();
  }

  /**
   * A 4xx says that this request made nothing. With 409 an object of that name exists, but another
   * run's, unless the request was sent before: then it may be ours. 408 may come from a proxy that
   * gave up on a server which did not.
   */
  private static boolean refused(ApiReply reply) {
    int status = reply.status();
    return status >= 400
        && status < 500
        && status != REQUEST_TIMEOUT
        && !(status == CONFLICT && reply.tries().count() > 1);
  }
}
