package io.scaletest.player.load;

import java.util.ArrayDeque;
import java.util.Queue;

/** An object that may exist. Guarded by the lock of its {@link ObjectOrder}. */
final class LiveObject {
  final long number;
  final PlayedSet set;
  final int place;

  /** Index of the flow that made it; the first for those of the first population. */
  final int flow;

  /** Where it is among the living; -1 where it is not. */
  int index = -1;

  LiveObject older;
  LiveObject newer;

  /** The last version that an answer told; empty where none did. */
  String resourceVersion = "";

  /** Path of an object that was there before; null of one that the run made. */
  final String existing;

  /** Whether a write of it is under way. */
  boolean busy;

  /** Writes that wait for the one under way; null until there is one. */
  Queue<PlayedRequest> waiting;

  LiveObject(long number, PlayedSet set, int place, int flow) {
    this(number, set, place, flow, null);
  }

  LiveObject(long number, PlayedSet set, int place, int flow, String existing) {
    this.existing = existing;
    this.number = number;
    this.set = set;
    this.place = place;
    this.flow = flow;
  }

  void await(PlayedRequest request) {
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(request);
  }

  int waitingCount() {
    return waiting == null ? 0 : waiting.size();
  }
}
