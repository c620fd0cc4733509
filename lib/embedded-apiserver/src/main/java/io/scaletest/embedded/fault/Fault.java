package io.scaletest.embedded.fault;

import io.scaletest.embedded.resource.ResourceCatalog;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A parsed fault order: {@code error verb=create resource=configmaps rate=0.01 status=429}.
 *
 * @param id number by which the control path knows it
 * @param text the order
 * @param words what is to match, and how it is
 */
record Fault(int id, Kind kind, String text, Map<String, String> words) {
  private static final int MIN_ERROR = 400;
  private static final int MAX_ERROR = 599;
  private static final int MAX_RETRY_AFTER_S = 86_400;
  private static final int MAX_SERVERS = 1_000;
  private static final String ANY = "*";
  private static final Set<String> VERBS_OF_EVENTS = words(ANY, "watch");
  private static final Set<String> VERBS =
      words(ANY, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
  private static final Pattern PLURAL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final ResourceCatalog KNOWN = ResourceCatalog.standard();

  Fault {
    words = Map.copyOf(words);
  }

  /** Returns a set that keeps its order, for messages. */
  private static Set<String> words(String... words) {
    return new LinkedHashSet<>(List.of(words));
  }

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException with one line that names word, rule and value
   */
  static Fault parse(int id, String text) {
    String[] parts = text.strip().split("\\s+");
    Kind kind =
        Kind.named(parts[0])
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "fault: must begin with latency, queue, stall, error, reset, drop,"
                            + " duplicate or delay, got "
                            + text.strip()));
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String word = parts[i].substring(0, Math.max(0, equals));
      if (!kind.words().contains(word)) {
        throw new IllegalArgumentException(
            kind + ": takes " + String.join("=, ", kind.words()) + "=, got " + parts[i]);
      }
      if (words.put(word, parts[i].substring(equals + 1)) != null) {
        throw new IllegalArgumentException(word + ": must be given once, got " + text.strip());
      }
    }
    Fault fault = new Fault(id, kind, String.join(" ", parts), words);
    fault.check();
    return fault;
  }

  private void check() {
    checkWhom();
    rate();
    count();
    switch (kind) {
      case LATENCY, DELAY -> distribution();
      case QUEUE -> {
        distribution();
        servers();
      }
      case STALL -> {
        if (stallNs() == 0) {
          throw new IllegalArgumentException("for: must be > 0, got " + words.get("for"));
        }
      }
      case ERROR -> {
        status();
        retryAfterSeconds();
      }
      default -> {}
    }
  }

  /** What would match nothing is a slip of the pen, and a test that waits for it in vain. */
  private void checkWhom() {
    Set<String> verbs = kind.isOfEvents() ? VERBS_OF_EVENTS : VERBS;
    String verb = words.getOrDefault("verb", ANY);
    if (!verbs.contains(verb)) {
      throw new IllegalArgumentException(
          "verb: must be one of " + String.join(", ", verbs) + ", got " + verb);
    }
    checkResource(words.getOrDefault("resource", ANY));
    for (String word : List.of("namespace", "name")) {
      String value = words.getOrDefault(word, ANY);
      if (!value.equals(ANY) && (value.isEmpty() || value.contains("/"))) {
        throw new IllegalArgumentException(word + ": must be a name or *, got " + value);
      }
    }
  }

  /**
   * A resource that is not known may be defined later; a known one by another of its names is
   * refused with its plural.
   */
  private static void checkResource(String resource) {
    if (resource.equals(ANY)) {
      return;
    }
    Optional<String> plural = KNOWN.pluralOf(resource);
    if (plural.isPresent() && !plural.get().equals(resource)) {
      throw new IllegalArgumentException(
          "resource: must be a plural, " + plural.get() + ", got " + resource);
    }
    if (!PLURAL.matcher(resource).matches()) {
      throw new IllegalArgumentException(
          "resource: must be a plural such as configmaps, got " + resource);
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
    return wanted == null || wanted.equals(ANY) || wanted.equals(value);
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
    return words.containsKey("count")
        ? Optional.of(whole("count", 1, 1, Long.MAX_VALUE))
        : Optional.empty();
  }

  int status() {
    return (int) whole("status", 500, MIN_ERROR, MAX_ERROR);
  }

  int retryAfterSeconds() {
    return (int) whole("retry-after", 0, 0, MAX_RETRY_AFTER_S);
  }

  /** Returns how many requests a queue serves at a time. */
  int servers() {
    return (int) whole("servers", 1, 1, MAX_SERVERS);
  }

  long stallNs() {
    return Durations.parseNs("for", words.getOrDefault("for", "nothing"));
  }

  LatencyDistribution distribution() {
    return LatencyDistribution.parse(words.getOrDefault("value", "nothing"));
  }

  private long whole(String word, long otherwise, long min, long max) {
    String value = words.getOrDefault(word, Long.toString(otherwise));
    long number = value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          word
              + ": must be a whole number "
              + (max == Long.MAX_VALUE ? ">= " + min : min + " to " + max)
              + ", got "
              + value);
    }
    return number;
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

  /** What can go wrong, and which words beside the matching ones describe it. */
  enum Kind {
    /** Requests are answered later. */
    LATENCY("value"),
    /** Requests are served one after the other, or a few at a time, each for a time of its own. */
    QUEUE("value", "servers"),
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

    Kind(String... words) {
      this.words = Set.of(words);
    }

    static Optional<Kind> named(String name) {
      for (Kind kind : values()) {
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
}
