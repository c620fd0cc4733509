package io.scaletest.embedded.fault;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can go wrong, and which words beside the matching ones describe it. */
public enum FaultKind {
  /** Requests are answered later. */
  LATENCY("value"),
  /** Requests get no answer for a time: one each, or all that come within it. */
  STALL("for"),
  /** Requests are refused. */
  ERROR("status", "retry-after"),
  /** Requests have their stream reset, or over HTTP/1.1 their connection closed. */
  RESET(),
  /** Events are not sent. */
  DROP(),
  /** Events are sent twice. */
  DUPLICATE(),
  /** Events are held back, and what comes behind them on the same watch with them. */
  DELAY("value");

  private static final Set<String> COMMON =
      Set.of("verb", "resource", "namespace", "name", "rate", "count");

  private final Set<String> words;

  FaultKind(String... words) {
    this.words = Set.of(words);
  }

  static Optional<FaultKind> named(String name) {
    for (FaultKind kind : values()) {
      if (kind.toString().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Returns the words that may describe a fault of this kind. */
  Set<String> words() {
    Set<String> all = new TreeSet<>(COMMON);
    all.addAll(words);
    return all;
  }

  boolean isOfEvents() {
    return this == DROP || this == DUPLICATE || this == DELAY;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
