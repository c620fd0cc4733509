package io.scaletest.controlplane.rest;

import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sends single requests with a client certificate and waits for each answer, for a bounded time.
 * Safe for use by many threads.
 */
public final class ApiClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final String JSON = "application/json";

  private final HttpClient client;
  private final URI server;

  private ApiClient(HttpClient client, URI server) {
    this.client = client;
    this.server = server;
  }

  /**
   * Returns a client of one server.
   *
   * @param server scheme, host and port
   * @param authorityPem the certificate that the server's must be signed by
   * @param identity the user
   */
  public static ApiClient of(URI server, String authorityPem, CertificateAndKey identity) {
    Objects.requireNonNull(server, "server is null");
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .sslContext(sslContext(authorityPem, identity))
            .build();
    return new ApiClient(client, server);
  }

  /** Returns a client of another server with the same user. */
  public ApiClient at(URI otherServer) {
    return new ApiClient(client, otherServer);
  }

  public URI server() {
    return server;
  }

  public ApiAnswer get(String path) {
    return get(server.resolve(path));
  }

  /** Gets from any server that the same authority vouches for, or over plain HTTP. */
  public ApiAnswer get(URI url) {
    return send("GET", url, JSON, BodyPublishers.noBody());
  }

  public ApiAnswer post(String path, String json) {
    return send("POST", server.resolve(path), JSON, BodyPublishers.ofString(json));
  }

  public ApiAnswer put(String path, String json) {
    return send("PUT", server.resolve(path), JSON, BodyPublishers.ofString(json));
  }

  /** Sends a JSON merge patch (RFC 7396). */
  public ApiAnswer patch(String path, String json) {
    return send(
        "PATCH",
        server.resolve(path),
        "application/merge-patch+json",
        BodyPublishers.ofString(json));
  }

  public ApiAnswer delete(String path) {
    return send("DELETE", server.resolve(path), JSON, BodyPublishers.noBody());
  }

  /** Sends any request with a body of text; no body where that is empty. */
  public ApiAnswer send(String method, String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(ANSWER_LIMIT)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request.build());
  }

  /**
   * Returns the lines of an answer as they come. Bounded by what the path says of a timeout; to be
   * closed.
   */
  public Stream<String> lines(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path)).header("Accept", JSON).build();
    return client.send(request, BodyHandlers.ofLines()).body();
  }

  private ApiAnswer send(String method, URI url, String contentType, BodyPublisher body) {
    return send(
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_LIMIT)
            .header("Accept", JSON)
            .header("Content-Type", contentType)
            .method(method, body)
            .build());
  }

  private ApiAnswer send(HttpRequest request) {
    try {
      var response = client.send(request, BodyHandlers.ofString());
      return new ApiAnswer(response.statusCode(), response.body());
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return ApiAnswer.none(request.method() + " " + request.uri() + ": " + why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ApiAnswer.none(request.method() + " " + request.uri() + ": interrupted");
    }
  }

  private static SSLContext sslContext(String authorityPem, CertificateAndKey identity) {
    char[] noPassword = {};
    try {
      KeyStore keys = emptyStore();
      keys.setKeyEntry(
          "user", identity.key(), noPassword, identity.chain().toArray(X509Certificate[]::new));
      var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, noPassword);

      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry(
          "authority", Pem.certificates(authorityPem.getBytes(StandardCharsets.US_ASCII)).get(0));
      var trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trusted);

      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificates cannot be used for TLS", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
