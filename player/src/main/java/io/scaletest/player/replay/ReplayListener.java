package io.scaletest.player.replay;

import io.scaletest.kube.transport.ApiReply;

/** Hears what becomes of a replay's requests, on threads of the transport: must not block. */
interface ReplayListener {
  /** A request is due. */
  void due(ReplayOp op);

  /** A request goes out now. */
  void sending(ReplayOp op);

  /** A request is over, answered or not; a watch, when its answer has begun. */
  void completed(ReplayOp op, ApiReply reply);

  /** A request cannot be made, and is not sent: the page before was the last. */
  void dropped(ReplayOp op);

  /** A watch that was opened has ended. */
  void watchEnded(ReplayOp op, long openNs, long events, long nowNs);
}
