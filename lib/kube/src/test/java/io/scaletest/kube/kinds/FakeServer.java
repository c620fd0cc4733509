package io.scaletest.kube.kinds;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server that answers by path, at once; 404 where it was told nothing. For one thread. */
public final class FakeServer implements ApiTransport {
  private final Map<String, ApiReply> replies = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** Has {@code /apis} tell of these groups, each of them as JSON. */
  public void has(String... groups) {
    answers("/apis", 200, "{\"groups\":[" + String.join(",", groups) + "]}");
  }

  /** Sets the answer to requests for a path; 0 is none at all. */
  public void answers(String path, int status, String body) {
    String failure = status == 200 ? "" : "status " + status;
    replies.put(
        path, new ApiReply(status, body.getBytes(StandardCharsets.UTF_8), failure, 0, 0, 0));
  }

  /** Returns the paths of all requests so far. */
  List<String> asked() {
    return asked;
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    asked.add(request.path());
    listener.answered(
        replies.getOrDefault(
            request.path(), new ApiReply(404, new byte[0], "status 404", 0, 0, 0)));
    return StreamHandle.NONE;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    throw new UnsupportedOperationException("asks only");
  }

  @Override
  public void close() {}
}
