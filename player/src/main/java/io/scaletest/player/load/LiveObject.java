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

  /** Its number in its set, from 1; 0 of one that the run did not make. */
  final long indexInSet;

  /** Path of an object that was there before; null of one that the run made. */
  final String existing;

  /** Where it is among the living; -1 where it is not. */
  int index = -1;

  LiveObject older;
  LiveObject newer;

  /** The last version that an answer told; empty where none did. */
  String resourceVersion = "";

  /** Whether a write of it is under way. */
  boolean busy;

  /** Writes that wait for the one under way; null until there is one. */
  Queue<PlayedRequest> waiting;

  LiveObject(long number, PlayedSet set, int place, int flow, long indexInSet, String existing) {
    this.number = number;
    this.set = set;
    this.place = place;
    this.flow = flow;
    this.indexInSet = indexInSet;
    this.existing = existing;
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
