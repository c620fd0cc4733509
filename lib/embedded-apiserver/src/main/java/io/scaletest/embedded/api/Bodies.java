package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Request;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what clients send. */
final class Bodies {
  private static final String ACCEPTED = "application/json";

  private Bodies() {}

  /** Returns the media type of a body, without its parameters. */
  static String mediaType(Request request) {
    int semicolon = request.contentType().indexOf(';');
    String type =
        semicolon < 0 ? request.contentType() : request.contentType().substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns the object that a body is. */
  static Map<String, Object> object(Request request) {
    String type = mediaType(request);
    if (!type.isEmpty() && !type.equals(ACCEPTED)) {
      throw ApiException.unsupportedMediaType(type, ACCEPTED);
    }
    return parse(request);
  }

  /** Returns the object that a body is, whatever it is called. */
  static Map<String, Object> parse(Request request) {
    try {
      return JsonTree.parseObject(request.body());
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  /** Returns the object that a body of YAML is, of which JSON is a part. */
  static Map<String, Object> yaml(Request request) {
    byte[] body = request.body();
    return body.length > 0 && body[0] == '{' ? parse(request) : YamlTree.object(body);
  }

  /** Returns the list that a body is, whatever it is called. */
  static List<Object> list(Request request) {
    try {
      if (JsonTree.parse(request.body()) instanceof List<?> list) {
        return JsonTree.asList(list);
      }
      throw ApiException.badRequest("a JSON patch must be a list");
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  private static ApiException malformed(MalformedJsonException e) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type Object): couldn't get version/kind;"
            + " json parse error: "
            + e.getMessage());
  }
}
