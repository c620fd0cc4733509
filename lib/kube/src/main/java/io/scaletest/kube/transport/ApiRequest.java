package io.scaletest.kube.transport;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable request to an API server.
 *
 * @param method HTTP method: GET, POST, PUT, PATCH or DELETE
 * @param path path and query, beginning with a slash, already percent-encoded
 * @param contentType media type of the body; empty where there is no body
 * @param body the body, encoded once by the caller and not copied; empty where there is none
 * @param bodyUse what the caller will read of the answer's body
 * @param base scheme, host and port of the server to ask ({@code https://10.0.0.1:6443}) instead of
 *     the configured one
 * @param accept media types that the answer may have
 * @param as the user that the request impersonates, in place of the configured one
 * @param headers further header fields by their names in small letters; one that the transport says
 *     by itself is replaced, the identity's ({@code impersonate-…}) all together. None of those of
 *     the connection and of the body's length
 */
public record ApiRequest(
    String method,
    String path,
    String contentType,
    byte[] body,
    BodyUse bodyUse,
    Optional<String> base,
    String accept,
    Optional<Impersonation> as,
    Map<String, List<String>> headers) {

  /** What the caller will read of an answer's body; the rest is received and dropped unparsed. */
  public enum BodyUse {
    /** Only the body of an answer with a status of 400 or more. */
    ON_ERROR,
    /** Every body. */
    ALWAYS,
    /** Every body, and the header fields before it, such as {@code Warning} and Audit-Id. */
    WITH_HEAD
  }

  /** What the API server speaks unless asked for another. */
  public static final String JSON = "application/json";

  /** The API server's encoding in protobuf, which not all of its kinds have. */
  public static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  /** Accepts an answer in protobuf's encoding, or in JSON if the server has no such encoding. */
  public static final String PROTOBUF_OR_JSON = PROTOBUF + "," + JSON;

  private static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String JSON_PATCH = "application/json-patch+json";

  /** The name is YAML's, of which JSON is a part. */
  private static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final byte[] EMPTY = {};

  /** Fields of the connection and of the body, which the transport sets. */
  private static final Set<String> OF_TRANSPORT =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  public ApiRequest {
    Objects.requireNonNull(method, "method is null");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: must begin with a slash, got " + path);
    }
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) > '~') {
        throw new IllegalArgumentException("path: must be percent-encoded, got " + path);
      }
    }
    Objects.requireNonNull(contentType, "contentType is null");
    Objects.requireNonNull(body, "body is null");
    Objects.requireNonNull(bodyUse, "bodyUse is null");
    Objects.requireNonNull(base, "base is null");
    Objects.requireNonNull(accept, "accept is null");
    Objects.requireNonNull(as, "as is null");
    if (!headers.isEmpty()) {
      headers.forEach(ApiRequest::checkHeader);
    }
  }

  private static void checkHeader(String name, List<String> values) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+") || isOfTransport(name)) {
      throw new IllegalArgumentException("headers: no request can have the field " + name);
    }
    for (String value : values) {
      if (!value.matches("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*")) {
        throw new IllegalArgumentException(
            "headers: the field " + name + " has a value with control characters");
      }
    }
  }

  /**
   * Returns whether a header field, its name in small letters, is one that the transport sets and
   * no request can have among its {@link #headers}.
   */
  public static boolean isOfTransport(String name) {
    return OF_TRANSPORT.contains(name);
  }

  /**
   * Returns whether a GET with this query is a watch: the API server takes {@code true} and {@code
   * 1} for yes.
   *
   * @param query what follows the question mark, without it; may be null
   */
  public static boolean isWatch(String query) {
    String parameters = "&" + query + "&";
    return parameters.contains("&watch=true&") || parameters.contains("&watch=1&");
  }

  /** Tells whether the answer's header fields are wanted. */
  boolean readsHead() {
    return bodyUse == BodyUse.WITH_HEAD;
  }

  /** Returns a request of the configured user whose answer is JSON. */
  public ApiRequest(
      String method,
      String path,
      String contentType,
      byte[] body,
      BodyUse bodyUse,
      Optional<String> base) {
    this(method, path, contentType, body, bodyUse, base, JSON, Optional.empty(), Map.of());
  }

  /** Returns a GET whose answer's body is read. */
  public static ApiRequest get(String path) {
    return new ApiRequest("GET", path, "", EMPTY, BodyUse.ALWAYS, Optional.empty());
  }

  /** Returns a request with a JSON body, of whose answer only an error's body is read. */
  public static ApiRequest json(String method, String path, byte[] body) {
    return new ApiRequest(method, path, JSON, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns a request with a protobuf body, of whose answer only an error's body is read. */
  public static ApiRequest protobuf(String method, String path, byte[] body) {
    return new ApiRequest(method, path, PROTOBUF, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns a strategic merge patch, of whose answer only an error's body is read. */
  public static ApiRequest strategicMergePatch(String path, byte[] body) {
    return new ApiRequest(
        "PATCH", path, STRATEGIC_MERGE_PATCH, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns a JSON merge patch, of whose answer only an error's body is read. */
  public static ApiRequest mergePatch(String path, byte[] body) {
    return new ApiRequest("PATCH", path, MERGE_PATCH, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns a JSON patch: a list of operations (RFC 6902). */
  public static ApiRequest jsonPatch(String path, byte[] body) {
    return new ApiRequest("PATCH", path, JSON_PATCH, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns a server-side apply of a JSON body, of whose answer only an error's body is read. */
  public static ApiRequest apply(String path, byte[] body) {
    return new ApiRequest("PATCH", path, APPLY_PATCH, body, BodyUse.ON_ERROR, Optional.empty());
  }

  /** Returns this request, to be sent to the server at {@code newBase}. */
  public ApiRequest to(String newBase) {
    return new ApiRequest(
        method, path, contentType, body, bodyUse, Optional.of(newBase), accept, as, headers);
  }

  /** Returns this request, for another path of the same server. */
  public ApiRequest at(String newPath) {
    return new ApiRequest(method, newPath, contentType, body, bodyUse, base, accept, as, headers);
  }

  /** Returns this request, of whose answer every body is read. */
  public ApiRequest readingEveryBody() {
    return new ApiRequest(
        method, path, contentType, body, BodyUse.ALWAYS, base, accept, as, headers);
  }

  /** Returns this request, of whose answer only an error's body is read. */
  public ApiRequest readingErrors() {
    return new ApiRequest(
        method, path, contentType, body, BodyUse.ON_ERROR, base, accept, as, headers);
  }

  /** Returns this request, whose answer may have the media types {@code mediaTypes}. */
  public ApiRequest accepting(String mediaTypes) {
    return new ApiRequest(method, path, contentType, body, bodyUse, base, mediaTypes, as, headers);
  }

  /** Returns this request, of whose answer every body and the header fields are read. */
  public ApiRequest readingHead() {
    return new ApiRequest(
        method, path, contentType, body, BodyUse.WITH_HEAD, base, accept, as, headers);
  }

  /** Returns this request with the header fields {@code fields} in place of its own. */
  public ApiRequest with(Map<String, List<String>> fields) {
    return new ApiRequest(method, path, contentType, body, bodyUse, base, accept, as, fields);
  }

  /** Returns this request, made in the name of {@code user}. */
  public ApiRequest as(Impersonation user) {
    return new ApiRequest(
        method, path, contentType, body, bodyUse, base, accept, Optional.of(user), headers);
  }
}
