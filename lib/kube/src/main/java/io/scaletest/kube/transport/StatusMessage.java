package io.scaletest.kube.transport;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Extracts the message of a Kubernetes {@code Status} object, in JSON or protobuf. Stateless. */
final class StatusMessage {
  private static final int MESSAGE_FIELD = MetaShapes.STATUS.number("message");

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
    return JsonTree.stringAtBeginning(body, "message");
  }
}
