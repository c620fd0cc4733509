package io.scaletest.kube.kinds;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;

/** Asks the API server whether the configured user may do something. Stateless. */
public final class AccessReview {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private AccessReview() {}

  /**
   * Returns the question.
   *
   * @param subresource empty for the resource itself
   * @param namespace empty for all, or for what is in none
   */
  public static ApiRequest of(
      String verb, String group, String resource, String subresource, String namespace) {
    JsonWriter body = new JsonWriter().object();
    body.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    body.object("spec").object("resourceAttributes").put("verb", verb);
    body.put("namespace", namespace).put("group", group).put("resource", resource);
    if (!subresource.isEmpty()) {
      body.put("subresource", subresource);
    }
    body.endObject().endObject().endObject();
    return ApiRequest.json("POST", REVIEWS, body.bytes()).readingEveryBody();
  }

  /**
   * Returns whether the answer says no. A server without such reviews, or one that does not let us
   * ask, says nothing.
   */
  public static boolean isRefusal(ApiReply reply) {
    return reply.succeeded()
        && JsonTree.object(reply.body())
            .map(tree -> JsonTree.child(tree, "status").get("allowed"))
            .filter(Boolean.FALSE::equals)
            .isPresent();
  }
}
