package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.ForwardingResponder;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The responder of a client that would rather have protobuf: an answer in JSON whose kind has a
 * form in protobuf goes out in it, any other as it is. For its event loop alone.
 */
final class ProtobufResponder extends ForwardingResponder {
  private static final String JSON = "application/json";

  private ProtobufResponder(Responder responder) {
    super(responder);
  }

  /** Returns the responder for what a request accepts: this one, or {@code responder} itself. */
  static Responder of(Request request, Responder responder) {
    return isPreferred(request) ? new ProtobufResponder(responder) : responder;
  }

  /** Returns whether a request would rather have protobuf than JSON. */
  static boolean isPreferred(Request request) {
    String accept = request.accept().toLowerCase(Locale.ROOT);
    int protobuf = accept.indexOf(KubernetesProtobuf.MEDIA_TYPE);
    int json = accept.indexOf(JSON);
    return protobuf >= 0 && (json < 0 || protobuf < json);
  }

  @Override
  public void answer(Answer answer) {
    super.answer(answer.contentType().equals(Answer.JSON) ? encoded(answer) : answer);
  }

  private static Answer encoded(Answer answer) {
    Optional<Map<String, Object>> tree = JsonTree.object(answer.body());
    Optional<byte[]> body;
    try {
      body = tree.flatMap(KubernetesProtobuf::encode);
    } catch (IllegalArgumentException e) {
      return encoded(Answer.json(500, ApiException.internal(e.getMessage()).toJson()));
    }
    return body.map(
            bytes ->
                new Answer(answer.status(), KubernetesProtobuf.MEDIA_TYPE, bytes, answer.headers()))
        .orElse(answer);
  }
}
