package io.scaletest.e2e.hollow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A request as an API server's audit log has it.
 *
 * @param received when the server got it
 * @param agent user agent, up to its first slash or blank
 * @param user in whose name it counts
 * @param verb {@code get}, {@code watch}, {@code create}, {@code update}, {@code patch}, …
 * @param path without the query
 * @param code HTTP status of the answer
 * @param body missing where there was none
 */
record AuditedRequest(
    Instant received,
    String agent,
    String user,
    String verb,
    String path,
    SortedMap<String, String> query,
    int code,
    JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The recorded pod of {@link #ofIdlingKubemark} was gone, and all there was to tell was told. */
  static final Instant IDLE_SINCE = Instant.parse("2026-11-21T16:02:33.520Z");

  /** Returns the requests that kubemark's kubelet and proxy made, from the test's resources. */
  static List<AuditedRequest> ofKubemark() {
    return ofResource("kubemark-requests.jsonl");
  }

  /**
   * Returns the requests that the same made in the 98 seconds after {@link #IDLE_SINCE}, another
   * time: after one pod's life, of which nothing is left to be told.
   */
  static List<AuditedRequest> ofIdlingKubemark() {
    return ofResource("kubemark-idle.jsonl");
  }

  private static List<AuditedRequest> ofResource(String name) {
    try (InputStream stream = AuditedRequest.class.getResourceAsStream(name)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      // A watch that ended stands there twice, at its begin and at its end.
      Set<String> seen = new HashSet<>();
      List<AuditedRequest> requests = new ArrayList<>();
      for (String line : text.lines().toList()) {
        JsonNode json = JSON.readTree(line);
        AuditedRequest request =
            of(
                json.path("t").asString(),
                json.path("userAgent").asString(""),
                json.path("user").asString(""),
                json.path("verb").asString(""),
                json.path("uri").asString(""),
                json.path("code").asInt(0),
                json.path("request"));
        if (seen.add(request.received() + " " + request.verb() + " " + request.path())) {
          requests.add(request);
        }
      }
      return inOrder(requests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the requests in an audit log whose user agent begins with {@code agentPrefix}. */
  static List<AuditedRequest> ofAuditLog(Path log, String agentPrefix) {
    Set<String> seen = new HashSet<>();
    List<AuditedRequest> requests = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(log)) {
        // Cheap, and the server may be writing the last line now.
        if (!line.contains("\"userAgent\":\"" + agentPrefix) || !line.endsWith("}")) {
          continue;
        }
        JsonNode json = JSON.readTree(line);
        if (seen.add(json.path("auditID").asString())) {
          String user = json.path("user").path("username").asString("");
          requests.add(
              of(
                  json.path("requestReceivedTimestamp").asString(),
                  json.path("userAgent").asString(""),
                  json.path("impersonatedUser").path("username").asString(user),
                  json.path("verb").asString(""),
                  json.path("requestURI").asString(""),
                  json.path("responseStatus").path("code").asInt(0),
                  json.path("requestObject")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inOrder(requests);
  }

  private static AuditedRequest of(
      String received,
      String userAgent,
      String user,
      String verb,
      String uri,
      int code,
      JsonNode body) {
    int question = uri.indexOf('?');
    SortedMap<String, String> query = new TreeMap<>();
    if (question >= 0) {
      for (String pair : uri.substring(question + 1).split("&")) {
        int equals = pair.indexOf('=');
        query.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0
                ? ""
                : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new AuditedRequest(
        Instant.parse(received),
        userAgent.split("[/ ]", 2)[0],
        user,
        verb,
        question < 0 ? uri : uri.substring(0, question),
        query,
        code,
        body);
  }

  private static List<AuditedRequest> inOrder(List<AuditedRequest> requests) {
    requests.sort(Comparator.comparing(AuditedRequest::received));
    return List.copyOf(requests);
  }

  boolean isWatch() {
    return verb.equals("watch");
  }

  /** Returns this request with another body, for tests of the comparison. */
  AuditedRequest withBody(JsonNode newBody) {
    return new AuditedRequest(received, agent, user, verb, path, query, code, newBody);
  }

  /** Returns this request with another query, for tests of the comparison. */
  AuditedRequest withQuery(SortedMap<String, String> newQuery) {
    return new AuditedRequest(received, agent, user, verb, path, newQuery, code, body);
  }
}
