package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Requests by path and body through fabric8's client, for tests that look at statuses and bodies as
 * they are; others use the client itself. Safe for use by many threads, which wait for the answers.
 */
public final class RawApi {
  private static final String JSON = "application/json";
  private static final String ACCEPT = "Accept";
  private static final String CONTENT_TYPE = "Content-Type";

  private final HttpClient http;
  private final URI server;

  /** Sends to the server that {@code client} is configured for. */
  public RawApi(KubernetesClient client) {
    this(client, client.getMasterUrl().toString());
  }

  /** Sends to another server, as the same user. */
  public RawApi(KubernetesClient client, String server) {
    this.http = client.getHttpClient();
    URI url = URI.create(server);
    this.server = URI.create(url.getScheme() + "://" + url.getRawAuthority());
  }

  /** Returns scheme, host and port of the server. */
  public URI server() {
    return server;
  }

  public RawAnswer get(String path) {
    return send("GET", path, JSON, "");
  }

  public RawAnswer post(String path, String json) {
    return send("POST", path, JSON, json);
  }

  public RawAnswer put(String path, String json) {
    return send("PUT", path, JSON, json);
  }

  /** Sends a JSON merge patch (RFC 7396). */
  public RawAnswer patch(String path, String json) {
    return send("PATCH", path, "application/merge-patch+json", json);
  }

  public RawAnswer delete(String path) {
    return send("DELETE", path, JSON, "");
  }

  /** Sends any request with a body of text; no body where that is empty. */
  public RawAnswer send(String method, String path, String contentType, String body) {
    return send(method, path, Map.of(ACCEPT, JSON, CONTENT_TYPE, contentType), body);
  }

  /** Sends any request with these header fields and a body of text; no body where that is empty. */
  public RawAnswer send(String method, String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request = http.newHttpRequestBuilder().uri(server.resolve(path));
    headers.forEach(request::header);
    request.method(method, headers.get(CONTENT_TYPE), body.isEmpty() ? null : body);
    try {
      HttpResponse<String> response = http.sendAsync(request.build(), String.class).join();
      return new RawAnswer(response.code(), response.body());
    } catch (CompletionException | CancellationException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      return new RawAnswer(0, method + " " + server + path + ": " + why.getMessage());
    }
  }

  /**
   * Returns the lines of an answer as they come. Bounded by what the path says of a timeout; to be
   * closed.
   */
  public Stream<String> lines(String path) {
    HttpRequest request =
        http.newHttpRequestBuilder().uri(server.resolve(path)).header(ACCEPT, JSON).build();
    Reader reader = http.sendAsync(request, Reader.class).join().body();
    return new BufferedReader(reader).lines().onClose(() -> close(reader));
  }

  private static void close(Reader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
