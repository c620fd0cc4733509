package io.scaletest.embedded.fault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One fault as it was ordered: {@code error verb=create resource=configmaps rate=0.01 status=429}.
 *
 * @param id number by which the control path knows it
 * @param text the order
 * @param words what is to match, and how it is
 */
public record Fault(int id, FaultKind kind, String text, Map<String, String> words) {
  private static final int MIN_ERROR = 400;
  private static final int MAX_ERROR = 599;

  public Fault {
    words = Map.copyOf(words);
  }

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException with one line that names word, rule and value
   */
  public static Fault parse(int id, String text) {
    String[] parts = text.strip().split("\\s+");
    FaultKind kind =
        FaultKind.named(parts[0])
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "fault: must begin with latency, stall, error, reset, drop, duplicate or"
                            + " delay, got "
                            + text.strip()));
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String word = parts[i].substring(0, Math.max(0, equals));
      if (!kind.words().contains(word)) {
        throw new IllegalArgumentException(
            kind + ": takes " + String.join("=, ", kind.words()) + "=, got " + parts[i]);
      }
      words.put(word, parts[i].substring(equals + 1));
    }
    Fault fault = new Fault(id, kind, String.join(" ", parts), words);
    fault.check();
    return fault;
  }

  private void check() {
    rate();
    count();
    switch (kind) {
      case LATENCY, DELAY -> distribution();
      case STALL -> stallNs();
      case ERROR -> {
        status();
        retryAfterSeconds();
      }
      default -> {}
    }
  }

  /** Returns whether it is about such requests or events. */
  boolean concerns(String verb, String resource, String namespace, String name) {
    return matches("verb", verb)
        && matches("resource", resource)
        && matches("namespace", namespace)
        && matches("name", name);
  }

  private boolean matches(String word, String value) {
    String wanted = words.get(word);
    return wanted == null || wanted.equals("*") || wanted.equals(value);
  }

  /** Returns whether it is about everything that the server does. */
  boolean concernsEverything() {
    return !words.containsKey("verb")
        && !words.containsKey("resource")
        && !words.containsKey("namespace")
        && !words.containsKey("name");
  }

  double rate() {
    double rate = number("rate", 1);
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate: must be > 0 and <= 1, got " + rate);
    }
    return rate;
  }

  /** Returns how many times it happens; empty for always. */
  Optional<Long> count() {
    if (!words.containsKey("count")) {
      return Optional.empty();
    }
    double count = number("count", 1);
    if (!(count >= 1)) {
      throw new IllegalArgumentException("count: must be >= 1, got " + words.get("count"));
    }
    return Optional.of((long) count);
  }

  int status() {
    int status = (int) number("status", 500);
    if (status < MIN_ERROR || status > MAX_ERROR) {
      throw new IllegalArgumentException("status: must be 400 to 599, got " + status);
    }
    return status;
  }

  int retryAfterSeconds() {
    return (int) number("retry-after", 0);
  }

  long stallNs() {
    return Durations.parseNs(words.getOrDefault("for", ""));
  }

  LatencyDistribution distribution() {
    return LatencyDistribution.parse(words.getOrDefault("value", ""));
  }

  private double number(String word, double otherwise) {
    String value = words.get(word);
    if (value == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + ": must be a number, got " + value, e);
    }
  }
}
