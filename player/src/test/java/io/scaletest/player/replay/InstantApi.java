package io.scaletest.player.replay;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers each request at once with what a function says: a status and a body. */
public final class InstantApi implements ApiTransport {
  /** Discovery of the kinds that tests use. */
  static final String CORE =
      """
      {"resources":[
       {"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get"]},
       {"name":"services","kind":"Service","namespaced":true,"verbs":["get"]},
       {"name":"pods","kind":"Pod","namespaced":true,"verbs":["get"]},
       {"name":"pods/binding","kind":"Binding","namespaced":true,"verbs":["create"]},
       {"name":"nodes","kind":"Node","namespaced":false,"verbs":["get"]},
       {"name":"namespaces","kind":"Namespace","namespaced":false,"verbs":["get"]}]}""";

  static final String APPS =
      """
      {"resources":[
       {"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["get"]},
       {"name":"replicasets","kind":"ReplicaSet","namespaced":true,"verbs":["get"]}]}""";

  static final String RBAC =
      """
      {"resources":[
       {"name":"rolebindings","kind":"RoleBinding","namespaced":true,"verbs":["get"]},
       {"name":"clusterroles","kind":"ClusterRole","namespaced":false,"verbs":["get"]}]}""";

  private final Function<ApiRequest, Answer> answers;
  private final List<ApiRequest> asked = new ArrayList<>();

  /** A status, 0 for a connection that broke, and a body. */
  public record Answer(int status, String body) {}

  public InstantApi(Function<ApiRequest, Answer> answers) {
    this.answers = answers;
  }

  /** Returns one that has discovery, and does all that it is asked to. */
  static InstantApi withKinds() {
    return new InstantApi(InstantApi::discovery);
  }

  static Answer discovery(ApiRequest request) {
    return switch (request.path()) {
      case "/api/v1" -> new Answer(200, CORE);
      case "/apis/apps/v1" -> new Answer(200, APPS);
      case "/apis/rbac.authorization.k8s.io/v1" -> new Answer(200, RBAC);
      default -> new Answer(request.path().startsWith("/apis/") ? 404 : 200, "{}");
    };
  }

  /** Returns what it was asked, in order. */
  public List<ApiRequest> asked() {
    return asked;
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    asked.add(request);
    Answer answer = answers.apply(request);
    listener.answered(
        new ApiReply(
            answer.status(),
            answer.body().getBytes(StandardCharsets.UTF_8),
            answer.status() / 100 == 2 ? "" : "refused",
            0,
            0,
            0));
    return StreamHandle.NONE;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    throw new UnsupportedOperationException("no watches");
  }

  @Override
  public void close() {}
}
