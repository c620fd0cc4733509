package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;

/**
 * The refusal of a request as a {@code Status} with kube-apiserver's code, reason and message,
 * which clients distinguish.
 */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient Map<String, Object> details;

  ApiException(int code, String reason, String message, Map<String, Object> details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  int code() {
    return code;
  }

  /** Returns what a client should wait before it tries again; 0 where it need not. */
  long retryAfterSeconds() {
    return details.get("retryAfterSeconds") instanceof Number seconds ? seconds.longValue() : 0;
  }

  /** Returns the {@code Status} object. */
  Map<String, Object> toStatus() {
    return JsonTree.of(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        JsonTree.of(),
        "status",
        "Failure",
        "message",
        getMessage(),
        "reason",
        reason.isEmpty() ? null : reason,
        "details",
        details.isEmpty() ? null : details,
        "code",
        (long) code);
  }

  byte[] toJson() {
    return JsonWriter.bytes(toStatus());
  }

  static ApiException notFound(ResourceType type, String name) {
    return new ApiException(
        404, "NotFound", named(type, name) + " not found", details(type.group(), type, name));
  }

  /** No such path. */
  static ApiException noSuchPath() {
    return new ApiException(
        404, "NotFound", "the server could not find the requested resource", Map.of());
  }

  static ApiException alreadyExists(ResourceType type, String name) {
    return new ApiException(
        409,
        "AlreadyExists",
        named(type, name) + " already exists",
        details(type.group(), type, name));
  }

  static ApiException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiException conflict(ResourceType type, String name, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + named(type, name) + ": " + why,
        details(type.group(), type, name));
  }

  /** Another manager applied a field otherwise; the message is the whole text. */
  static ApiException applyConflict(ResourceType type, String name, String message) {
    return new ApiException(409, "Conflict", message, details(type.group(), type, name));
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, Map.of());
  }

  static ApiException forbidden(ResourceType type, String name, String why) {
    return new ApiException(
        403,
        "Forbidden",
        named(type, name) + " is forbidden: " + why,
        details(type.group(), type, name));
  }

  /** Nothing new comes into a namespace that goes; clients look for the cause. */
  static ApiException namespaceTerminating(ResourceType type, String name, String namespace) {
    Map<String, Object> details = details(type.group(), type, name);
    details.put(
        "causes",
        List.of(
            JsonTree.of(
                "reason",
                "NamespaceTerminating",
                "message",
                "namespace " + namespace + " is being terminated",
                "field",
                "metadata.namespace")));
    return new ApiException(
        403,
        "Forbidden",
        named(type, name)
            + " is forbidden: unable to create new content in namespace "
            + namespace
            + " because it is being terminated",
        details);
  }

  static ApiException methodNotAllowed(String method) {
    return new ApiException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource (" + method + ")",
        Map.of());
  }

  static ApiException unsupportedMediaType(String contentType, String accepted) {
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted
            + (contentType.isEmpty() ? "" : " (got " + contentType + ")"),
        Map.of());
  }

  static ApiException internal(String why) {
    return new ApiException(500, "InternalError", "Internal error occurred: " + why, Map.of());
  }

  static ApiException notAcceptable(String accepted) {
    return new ApiException(
        406, "NotAcceptable", "only the following media types are accepted: " + accepted, Map.of());
  }

  static ApiException expired(String message) {
    return new ApiException(410, "Expired", message, Map.of());
  }

  static ApiException tooLarge(long wanted, long current) {
    return new ApiException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + wanted + ", current: " + current,
        JsonTree.of(
            "causes",
            List.of(
                JsonTree.of(
                    "reason", "ResourceVersionTooLarge", "message", "Too large resource version")),
            "retryAfterSeconds",
            1L));
  }

  /** An object, or a part of it, is not as it must be. */
  static ApiException invalid(
      ResourceType type, String name, String field, String causeReason, String causeMessage) {
    Map<String, Object> details =
        JsonTree.of(
            "name",
            name.isEmpty() ? null : name,
            "group",
            type.group().isEmpty() ? null : type.group(),
            "kind",
            type.kind(),
            "causes",
            List.of(JsonTree.of("reason", causeReason, "message", causeMessage, "field", field)));
    return new ApiException(
        422,
        "Invalid",
        type.qualifiedKind() + " \"" + name + "\" is invalid: " + field + ": " + causeMessage,
        details);
  }

  /** A patch cannot be applied. */
  static ApiException unprocessable(String message) {
    return new ApiException(422, "Invalid", message, Map.of());
  }

  private static String named(ResourceType type, String name) {
    return type.qualifiedName() + " \"" + name + "\"";
  }

  private static Map<String, Object> details(String group, ResourceType type, String name) {
    return JsonTree.of(
        "name", name, "group", group.isEmpty() ? null : group, "kind", type.plural());
  }
}
