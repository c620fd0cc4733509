package io.scaletest.hollownode.cli;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes Nodes at the pace that the server grants. A delete that is put off (an answer with {@code
 * Retry-After}) halves how many may be in flight, and is sent again after that time, behind the
 * others; deletes that are done raise the number again, slowly, as TCP does for its window. So a
 * priority level of one seat is met with one delete at a time, and not with a thousand that use up
 * their tries against one another.
 *
 * <p>To be used under the loop's lock; nothing blocks. Each delete has a limit of tries; how long
 * all may take is the caller's to limit.
 */
final class NodeDeletes {
  /** In flight at first, and at most. */
  static final int IN_FLIGHT_MAX = 50;

  /** How often the delete of one Node is sent at most. */
  static final int TRIES_MAX = 100;

  private static final Logger LOG = LoggerFactory.getLogger(NodeDeletes.class);

  private final WorkLoop loop;
  private final ApiTransport api;
  private final CompletableFuture<Long> done;
  private final Queue<Delete> due = new ArrayDeque<>();
  private int expected;
  private long failed;
  private int inFlight;
  private int allowed = IN_FLIGHT_MAX;
  private int doneSinceRaise;

  /** Deletes sent before this have had their part in lowering {@link #allowed}. */
  private long loweredNs = Long.MIN_VALUE;

  /**
   * @param expected how many Nodes will be given to {@link #add}
   * @param done completed, under the lock, with how many of these could not be deleted
   */
  NodeDeletes(WorkLoop loop, ApiTransport api, int expected, CompletableFuture<Long> done) {
    this.loop = loop;
    this.api = api;
    this.expected = expected;
    this.done = done;
    if (expected == 0) {
      done.complete(0L);
    }
  }

  /** Deletes this Node as soon as there is room. */
  void add(String node) {
    due.add(new Delete(node));
    sendDue();
  }

  private void sendDue() {
    while (inFlight < allowed && !due.isEmpty()) {
      Delete next = due.remove();
      inFlight++;
      next.tries++;
      api.send(
          ApiRequest.json("DELETE", ApiPath.node(next.node), new byte[0]),
          loop.onReply(reply -> answered(next, reply)));
    }
  }

  private void answered(Delete delete, ApiReply reply) {
    inFlight--;
    if (reply.retryAfterS() != ApiReply.NO_RETRY && delete.tries < TRIES_MAX) {
      lower(reply);
      loop.schedule(
          TimeUnit.SECONDS.toNanos(reply.retryAfterS()),
          () -> {
            due.add(delete);
            sendDue();
          });
    } else if (reply.succeeded() || reply.status() == NOT_FOUND) {
      raise();
      finished();
    } else {
      LOG.warn("node {} could not be deleted: {}", delete.node, reply.failure());
      failed++;
      finished();
    }
    sendDue();
  }

  /** Halves the number once for all that were in flight together. */
  private void lower(ApiReply reply) {
    if (reply.sentNs() >= loweredNs) {
      loweredNs = reply.answeredNs();
      allowed = Math.max(1, allowed / 2);
      doneSinceRaise = 0;
    }
  }

  private void raise() {
    doneSinceRaise++;
    if (doneSinceRaise >= allowed && allowed < IN_FLIGHT_MAX) {
      allowed++;
      doneSinceRaise = 0;
    }
  }

  private void finished() {
    expected--;
    if (expected == 0) {
      done.complete(failed);
    }
  }

  private static final class Delete {
    private final String node;
    private int tries;

    Delete(String node) {
      this.node = node;
    }
  }
}
