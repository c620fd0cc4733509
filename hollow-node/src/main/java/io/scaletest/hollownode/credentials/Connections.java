package io.scaletest.hollownode.credentials;

import java.util.OptionalInt;

/**
 * How many connections to the API server there are, and whether each node has its own. Immutable.
 *
 * @param perNode whether each node has connections of its own
 * @param limit most connections for requests, and for watches, of all nodes together; empty for as
 *     many as the load needs
 */
record Connections(boolean perNode, OptionalInt limit) {
  private static final String POOL = "pool";
  private static final String PER_NODE = "per-node";

  /** As many as the load needs, shared by all nodes. */
  public static final Connections SHARED = new Connections(false, OptionalInt.empty());

  /**
   * Returns what {@code text} means: {@code pool}, {@code pool:8} or {@code per-node}.
   *
   * @throws IllegalArgumentException with rule and value
   */
  public static Connections parse(String text) {
    if (text.equals(PER_NODE)) {
      return new Connections(true, OptionalInt.empty());
    }
    if (text.equals(POOL)) {
      return SHARED;
    }
    if (text.startsWith(POOL + ":")) {
      try {
        int limit = Integer.parseInt(text.substring(POOL.length() + 1));
        if (limit >= 1) {
          return new Connections(false, OptionalInt.of(limit));
        }
      } catch (NumberFormatException e) {
        throw refused(text, e);
      }
    }
    throw refused(text, null);
  }

  private static IllegalArgumentException refused(String text, Throwable cause) {
    return new IllegalArgumentException(
        "connections: must be pool, pool:K with K >= 1, or per-node, got " + text, cause);
  }
}
