package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The kubelet's {@code /statusz} and {@code /flagz}: as text, which is for people, or as an object
 * for those who name its kind and version. Stateless.
 *
 * <p><i>Source:</i> {@code k8s.io/apiserver/pkg/server/statusz} and {@code flagz} of Kubernetes
 * 1.36. Their text has one of four delimiters at random, so that nobody parses it; here it has one.
 */
final class ZPages {
  private static final String VERSION = "1.36.3";
  private static final String EMULATED = "1.36";
  private static final List<String> PATHS = List.of("/configz", "/flagz", "/healthz", "/metrics");

  /** Go's {@code time.UnixDate}. */
  private static final DateTimeFormatter UNIX_DATE =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long SECONDS_PER_HOUR = 3_600;
  private static final long SECONDS_PER_MINUTE = 60;

  private ZPages() {}

  /** What a client takes. */
  enum Form {
    TEXT,
    OBJECT;

    /**
     * Returns what to answer to an {@code Accept} header; empty for 406: JSON is only for those who
     * say which kind in which version.
     */
    static Optional<Form> of(String accept, String kind) {
      if (accept.isBlank()) {
        return Optional.of(TEXT);
      }
      for (String clause : accept.split(",")) {
        List<String> words = List.of(clause.strip().split("\\s*;\\s*"));
        switch (words.get(0)) {
          case "text/plain", "text/*", "*/*" -> {
            return Optional.of(TEXT);
          }
          case "application/json" -> {
            if (words.containsAll(List.of("g=config.k8s.io", "v=v1beta1", "as=" + kind))) {
              return Optional.of(OBJECT);
            }
          }
          default -> {} // a form that is not served
        }
      }
      return Optional.empty();
    }
  }

  private static String head(String page) {
    return "\nkubelet "
        + page
        + "\nWarning: This endpoint is not meant to be machine parseable, has no formatting"
        + " compatibility guarantees and is for debugging purposes only.\n";
  }

  private static JsonWriter object(String kind) {
    JsonWriter json = new JsonWriter().object().put("kind", kind);
    json.put("apiVersion", "config.k8s.io/v1beta1");
    return json.object("metadata").put("name", "kubelet").endObject();
  }

  /**
   * Returns {@code /statusz}.
   *
   * @param startSecond when the kubelet's process began, in seconds of the epoch
   * @param nowSecond the time, in the same
   */
  static byte[] statusz(Form form, long startSecond, long nowSecond) {
    long up = Math.max(0, nowSecond - startSecond);
    Instant start = Instant.ofEpochSecond(startSecond);
    if (form == Form.OBJECT) {
      JsonWriter json = object("Statusz").put("startTime", start.toString());
      json.put("uptimeSeconds", up).put("binaryVersion", VERSION);
      json.put("emulationVersion", EMULATED).array("paths");
      PATHS.forEach(json::element);
      return json.endArray().endObject().bytes();
    }
    String uptime =
        String.format(
            Locale.ROOT,
            "%d hr %02d min %02d sec",
            up / SECONDS_PER_HOUR,
            up / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
            up % SECONDS_PER_MINUTE);
    return (head("statusz")
            + "\nStarted: "
            + UNIX_DATE.format(start)
            + "\nUp: "
            + uptime
            + "\nGo version: none\nBinary version: "
            + VERSION
            + "\nEmulation version: "
            + EMULATED
            + "\nPaths: "
            + String.join(" ", PATHS)
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns {@code /flagz}: the flags of a real kubelet that say what this one does. */
  static byte[] flagz(Form form, NodeContext node) {
    SortedMap<String, String> flags = flags(node);
    if (form == Form.OBJECT) {
      JsonWriter json = object("Flagz").object("flags");
      flags.forEach(json::put);
      return json.endObject().endObject().bytes();
    }
    StringBuilder text = new StringBuilder(head("flagz"));
    flags.forEach((flag, value) -> text.append(flag).append('=').append(value).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static SortedMap<String, String> flags(NodeContext context) {
    NodeDescription node = context.node();
    SortedMap<String, String> flags =
        new TreeMap<>(
            Map.of(
                "anonymous-auth", "false",
                "authentication-token-webhook", "true",
                "authorization-mode", "Webhook",
                "enable-debugging-handlers", "true",
                "node-status-update-frequency", "10s"));
    flags.put("hostname-override", node.name());
    flags.put("node-ip", String.join(",", node.internalIps()));
    flags.put("port", Integer.toString(node.kubeletPort()));
    flags.put(
        "node-labels",
        node.pool().nodeLabels(node.number()).entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(",")));
    flags.put(
        "register-with-taints",
        node.pool().taints().stream().map(Object::toString).collect(Collectors.joining(",")));
    double rate = context.settings().requestsPerSecond();
    flags.put("kube-api-qps", rate == 0 ? "-1" : Integer.toString((int) rate));
    flags.put("kube-api-burst", Integer.toString(context.settings().burst()));
    return flags;
  }
}
