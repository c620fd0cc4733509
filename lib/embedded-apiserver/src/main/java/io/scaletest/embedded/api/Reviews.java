package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.json.Json;
import io.scaletest.embedded.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers those who ask what they may do, and who they are: everything, and what they said. */
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
            request, Json.of("allowed", true, "reason", "everybody may do everything here"));
      }
      case AUTHORIZATION + "selfsubjectrulesreviews" -> {
        List<String> all = List.of("*");
        Map<String, Object> rule = Json.of("verbs", all, "apiGroups", all, "resources", all);
        return reviewed(
            request,
            Json.of(
                "resourceRules",
                List.of(rule),
                "nonResourceRules",
                List.of(Json.of("verbs", all, "nonResourceURLs", all)),
                "incomplete",
                false));
      }
      case AUTHENTICATION + "selfsubjectreviews" -> {
        Map<String, Object> user = Json.of("username", request.user());
        return reviewed(request, Json.of("userInfo", user));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static Optional<Answer> reviewed(Request request, Map<String, Object> status) {
    Map<String, Object> review = Bodies.object(request);
    review.putIfAbsent("metadata", Json.of());
    review.put("status", status);
    return Optional.of(Answer.json(201, JsonWriter.bytes(review)));
  }
}
