package io.scaletest.player.load;

import io.scaletest.common.operation.Operation;
import io.scaletest.player.workload.Verb;
import java.util.Optional;
import java.util.Set;

/**
 * One request of a workload, from its arrival to its answer. Written by one thread at a time: the
 * pacer's, then whichever sends it.
 */
final class PlayedRequest {
  final int flow;
  final Operation operation;

  /** Empty for the delete at the end of a lifetime. */
  final Optional<Verb> verb;

  final PlayedSet set;
  final int place;
  final long intendedNs;

  /** The object; null for requests to a collection. */
  final LiveObject object;

  /** How long its body is to be; 0 for as long as it is. */
  long bytes;

  /** Replicas, or nanoseconds of a timeout. */
  long amount;

  /** The number of the request in its flow. */
  long number;

  /** The user that it impersonates; -1 for none. */
  int user = -1;

  /** When it was free to go: later than intended where it waited for another one's answer. */
  long freeNs;

  /** The names of what a collection's delete with a limit has deleted, as its answer tells. */
  Optional<Set<String>> deleted = Optional.empty();

  /** The token of the page before, of a list's further pages. */
  String continuing = "";

  PlayedRequest(
      int flow,
      Operation operation,
      Optional<Verb> verb,
      PlayedSet set,
      int place,
      LiveObject object,
      long intendedNs) {
    this.flow = flow;
    this.operation = operation;
    this.verb = verb;
    this.set = set;
    this.place = place;
    this.object = object;
    this.intendedNs = intendedNs;
    this.freeNs = intendedNs;
  }

  /** Tells whether it came by the schedule, not as the end of a lifetime or a further page. */
  boolean isArrival() {
    return verb.isPresent() && continuing.isEmpty();
  }

  /** Tells whether it changes something, so that others wait for it. */
  boolean isWrite() {
    return switch (operation) {
      case GET, LIST, WATCH -> false;
      default -> true;
    };
  }
}
