package io.scaletest.kube.transport;

import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the message out of a Kubernetes {@code Status} object, in JSON or protobuf. */
final class StatusMessage {
  private static final int MESSAGE_FIELD = MetaShapes.STATUS.number("message");

  /** Made at the first failure: a run without failures does without the parser's classes. */
  private static final class Json {
    static final JsonFactory FACTORY = new JsonFactory();
  }

  private StatusMessage() {}

  /**
   * Returns one line: the object's {@code message}; else the body's text, as from a proxy; else the
   * status alone.
   *
   * @param body the beginning of the answer's body, perhaps cut off
   */
  static String of(int status, byte[] body) {
    String message = message(body);
    if (message.isEmpty()) {
      message = FailureText.oneLine(new String(body, StandardCharsets.UTF_8));
      return message.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + message;
    }
    return FailureText.oneLine(message);
  }

  private static String message(byte[] body) {
    Optional<byte[]> protobuf = ProtobufObject.unwrap(body);
    if (protobuf.isPresent()) {
      return ProtobufObject.field(protobuf.get(), MESSAGE_FIELD)
          .map(text -> new String(text, StandardCharsets.UTF_8))
          .orElse("");
    }
    if (body.length == 0 || body[0] != '{') {
      return "";
    }
    try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals("message");
        JsonToken value = parser.nextToken();
        if (found && value == JsonToken.VALUE_STRING) {
          return parser.getString();
        }
        parser.skipChildren();
      }
      return "";
    } catch (JacksonException e) {
      return "";
    }
  }
}
