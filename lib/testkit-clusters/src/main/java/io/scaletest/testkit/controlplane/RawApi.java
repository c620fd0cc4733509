package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  private static final int READS_MAX = 3;

  private static final String PREFERRED = KubernetesProtobuf.MEDIA_TYPE + "," + JSON;

  private final HttpClient http;
  private final URI server;
  private final boolean protobuf;

  private RawApi(HttpClient http, URI server, boolean protobuf) {
    this.http = http;
    this.server = URI.create(server.getScheme() + "://" + server.getRawAuthority());
    this.protobuf = protobuf;
  }

  /** Sends to the server that {@code client} is configured for. */
  public RawApi(KubernetesClient client) {
    this(client, client.getMasterUrl().toString());
  }

  /** Sends to another server, as the same user. */
  public RawApi(KubernetesClient client, String server) {
    this(client.getHttpClient(), URI.create(server), false);
  }

  /**
   * Takes and returns JSON as the others do, but it goes over the wire in protobuf: bodies that say
   * a kind which has that, and answers to requests that would have JSON.
   */
  static RawApi inProtobuf(KubernetesClient client) {
    return new RawApi(client.getHttpClient(), URI.create(client.getMasterUrl().toString()), true);
  }

  /** Returns scheme, host and port of the server. */
  public URI server() {
    return server;
  }

  /** Reads; again where no answer came, which a machine that others use may be the reason of. */
  public RawAnswer get(String path) {
    RawAnswer answer = send("GET", path, JSON, "");
    for (int reads = 1; reads < READS_MAX && answer.status() == 0; reads++) {
      answer = send("GET", path, JSON, "");
    }
    return answer;
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
    headers.forEach((name, value) -> request.setHeader(name, sent(name, value)));
    Optional<byte[]> encoded =
        protobuf && JSON.equals(headers.get(CONTENT_TYPE)) ? encode(body) : Optional.empty();
    if (encoded.isPresent()) {
      byte[] bytes = encoded.get();
      request.setHeader(CONTENT_TYPE, KubernetesProtobuf.MEDIA_TYPE);
      request.method(
          method, KubernetesProtobuf.MEDIA_TYPE, new ByteArrayInputStream(bytes), bytes.length);
    } else {
      request.method(method, headers.get(CONTENT_TYPE), body.isEmpty() ? null : body);
    }
    try {
      HttpResponse<byte[]> response = http.sendAsync(request.build(), byte[].class).join();
      byte[] bytes = response.body();
      boolean isProtobuf = KubernetesProtobuf.MEDIA_TYPE.equals(response.header(CONTENT_TYPE));
      return new RawAnswer(
          response.code(), isProtobuf ? json(bytes) : new String(bytes, StandardCharsets.UTF_8));
    } catch (CompletionException | CancellationException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      return new RawAnswer(0, method + " " + server + path + ": " + why.getMessage());
    }
  }

  private String sent(String header, String value) {
    return protobuf && header.equals(ACCEPT) && value.equals(JSON) ? PREFERRED : value;
  }

  /** Returns a body in protobuf; empty where it is no object of a kind that has it. */
  private static Optional<byte[]> encode(String body) {
    try {
      return JsonTree.object(body.getBytes(StandardCharsets.UTF_8))
          .flatMap(KubernetesProtobuf::encode);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the server shall say what is wrong with it
    }
  }

  /** Returns an object of protobuf as JSON, and one of an unknown kind as it came. */
  private static String json(byte[] object) {
    try {
      byte[] json = KubernetesProtobuf.decode(object).map(JsonWriter::bytes).orElse(object);
      return new String(json, StandardCharsets.UTF_8);
    } catch (MalformedProtobufException e) {
      throw new AssertionError("an answer in protobuf that is malformed", e);
    }
  }

  /**
   * Returns the lines of an answer as they come. Bounded by what the path says of a timeout; to be
   * closed.
   */
  public Stream<String> lines(String path) {
    if (protobuf) {
      return events(path);
    }
    HttpRequest request =
        http.newHttpRequestBuilder().uri(server.resolve(path)).header(ACCEPT, JSON).build();
    Reader reader = http.sendAsync(request, Reader.class).join().body();
    return new BufferedReader(reader).lines().onClose(() -> close(reader));
  }

  /** Returns the events of a watch in protobuf, as lines of JSON. */
  private Stream<String> events(String path) {
    HttpRequest request =
        http.newHttpRequestBuilder().uri(server.resolve(path)).header(ACCEPT, PREFERRED).build();
    HttpResponse<InputStream> response = http.sendAsync(request, InputStream.class).join();
    InputStream body = response.body();
    String type = response.header(CONTENT_TYPE);
    if (type == null || !type.startsWith(KubernetesProtobuf.MEDIA_TYPE)) {
      Reader reader = new InputStreamReader(body, StandardCharsets.UTF_8);
      return new BufferedReader(reader).lines().onClose(() -> close(reader));
    }
    DataInputStream frames = new DataInputStream(body);
    return Stream.generate(() -> event(frames))
        .takeWhile(Objects::nonNull)
        .onClose(() -> close(frames));
  }

  /** Returns the next event as JSON; null after the last. */
  private static String event(DataInputStream frames) {
    try {
      int length;
      try {
        length = frames.readInt();
      } catch (EOFException e) {
        return null;
      }
      byte[] frame = frames.readNBytes(length);
      ProtobufFields fields = new ProtobufFields(frame, 0, frame.length);
      String type = fields.find(MetaShapes.WATCH_EVENT.number("type")).text();
      byte[] object =
          fields
              .first(MetaShapes.WATCH_EVENT.number("object"))
              .find(MetaShapes.RAW_EXTENSION.number("raw"))
              .content();
      return "{\"type\":\"" + type + "\",\"object\":" + json(object) + "}";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedProtobufException e) {
      throw new AssertionError("an event in protobuf that is malformed", e);
    }
  }

  private static void close(Closeable reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
