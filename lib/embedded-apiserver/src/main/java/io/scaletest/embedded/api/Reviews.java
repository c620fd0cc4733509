package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The review APIs: access and rules reviews allow everything, a self subject review returns the
 * authenticated user.
 */
final class Reviews {
  private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
  private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1/";

  /** Answers a review; empty where a request is for something else. */
  Optional<Answer> answer(Request request) {
    if (!request.method().equals("POST")) {
      return Optional.empty();
    }
    switch (request.path()) {
      case AUTHORIZATION + "selfsubjectaccessreviews", AUTHORIZATION + "subjectaccessreviews" -> {
        return reviewed(
            request, JsonTree.of("allowed", true, "reason", "everybody may do everything here"));
      }
      case AUTHORIZATION + "selfsubjectrulesreviews" -> {
        List<String> all = List.of("*");
        Map<String, Object> rule = JsonTree.of("verbs", all, "apiGroups", all, "resources", all);
        return reviewed(
            request,
            JsonTree.of(
                "resourceRules",
                List.of(rule),
                "nonResourceRules",
                List.of(JsonTree.of("verbs", all, "nonResourceURLs", all)),
                "incomplete",
                false));
      }
      case AUTHENTICATION + "selfsubjectreviews" -> {
        Map<String, Object> user = JsonTree.of("username", request.user());
        return reviewed(request, JsonTree.of("userInfo", user));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static Optional<Answer> reviewed(Request request, Map<String, Object> status) {
    Map<String, Object> review = Bodies.object(request);
    review.putIfAbsent("metadata", JsonTree.of());
    review.put("status", status);
    return Optional.of(Answer.json(201, JsonWriter.bytes(review)));
  }
}
