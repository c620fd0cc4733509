package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Request;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses the bodies of requests: JSON, protobuf, YAML, and lists for JSON patches. */
final class Bodies {
  private static final String JSON = "application/json";
  private static final String ACCEPTED = JSON + ", " + KubernetesProtobuf.MEDIA_TYPE;
  private static final int ALIASES_MAX = 50;

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
    if (!type.isEmpty() && !type.equals(JSON) && !type.equals(KubernetesProtobuf.MEDIA_TYPE)) {
      throw ApiException.unsupportedMediaType(type, ACCEPTED);
    }
    return parse(request);
  }

  /** Returns the object that a body is, whatever it is called. */
  static Map<String, Object> parse(Request request) {
    if (mediaType(request).equals(KubernetesProtobuf.MEDIA_TYPE)) {
      return decode(request);
    }
    try {
      return JsonTree.parseObject(request.body());
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  private static Map<String, Object> decode(Request request) {
    try {
      return KubernetesProtobuf.decode(request.body())
          .orElseThrow(
              () -> ApiException.unsupportedMediaType(KubernetesProtobuf.MEDIA_TYPE, JSON));
    } catch (MalformedProtobufException e) {
      throw ApiException.badRequest("the object provided is unrecognized: " + e.getMessage());
    }
  }

  /** Returns the object that a body of YAML is, of which JSON is a part. */
  static Map<String, Object> yaml(Request request) {
    byte[] body = request.body();
    return body.length > 0 && body[0] == '{' ? parse(request) : yaml(body);
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

  /** Returns the object that a document of YAML is; the limit of bodies bounds its size. */
  private static Map<String, Object> yaml(byte[] text) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setMaxAliasesForCollections(ALIASES_MAX).build();
      Object loaded = new Load(settings).loadFromInputStream(new ByteArrayInputStream(text));
      if (tree(loaded) instanceof Map<?, ?> map) {
        return JsonTree.asObject(map);
      }
    } catch (YamlEngineException e) {
      throw ApiException.badRequest("error decoding YAML: " + e.getMessage().replace('\n', ' '));
    }
    throw ApiException.badRequest("error decoding YAML: must be an object");
  }

  private static Object tree(Object loaded) {
    if (loaded instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((name, value) -> object.put(String.valueOf(name), tree(value)));
      return object;
    }
    if (loaded instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(tree(element)));
      return copy;
    }
    if (loaded instanceof Integer number) {
      return number.longValue();
    }
    return loaded instanceof Double number ? BigDecimal.valueOf(number) : loaded;
  }
}
