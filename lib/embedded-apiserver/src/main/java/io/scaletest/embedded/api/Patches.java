package io.scaletest.embedded.api;

import io.scaletest.embedded.api.ObjectWrites.Transition;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.patch.JsonPatch;
import io.scaletest.embedded.patch.MergePatch;
import io.scaletest.embedded.patch.PatchException;
import io.scaletest.embedded.patch.StrategicMergePatch;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;

/** Parses a patch of any kind into a function that changes an object. */
final class Patches {
  private static final String JSON = "application/json-patch+json";
  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  private static final String APPLY = "application/apply-patch+yaml";

  private Patches() {}

  /** Returns whether a PATCH is a server-side apply. */
  static boolean isApply(Request request) {
    return Bodies.mediaType(request).equals(APPLY);
  }

  /** Returns the change that a PATCH asks for. */
  static Transition read(ResourceType type, Request request) {
    String mediaType = Bodies.mediaType(request);
    switch (mediaType) {
      case JSON -> {
        List<Object> operations = Bodies.list(request);
        return present -> operated(present, operations);
      }
      case MERGE -> {
        Map<String, Object> patch = Bodies.parse(request);
        return present -> {
          MergePatch.apply(present, patch);
          return present;
        };
      }
      case STRATEGIC -> {
        if (type.custom()) {
          throw ApiException.unsupportedMediaType(mediaType, JSON + ", " + MERGE + ", " + APPLY);
        }
        Map<String, Object> patch = Bodies.parse(request);
        return present -> merged(present, patch);
      }
      default ->
          throw ApiException.unsupportedMediaType(
              mediaType, JSON + ", " + MERGE + ", " + STRATEGIC + ", " + APPLY);
    }
  }

  private static Map<String, Object> operated(
      Map<String, Object> present, List<Object> operations) {
    try {
      if (JsonPatch.apply(present, operations) instanceof Map<?, ?> map) {
        return JsonTree.asObject(map);
      }
      throw ApiException.badRequest("a JSON patch must leave an object");
    } catch (PatchException e) {
      throw refused(e);
    }
  }

  private static Map<String, Object> merged(
      Map<String, Object> present, Map<String, Object> patch) {
    try {
      StrategicMergePatch.apply(present, patch);
      return present;
    } catch (PatchException e) {
      throw refused(e);
    }
  }

  private static ApiException refused(PatchException e) {
    return e.isMalformed()
        ? ApiException.badRequest(e.getMessage())
        : ApiException.unprocessable(
            "the server rejected our request due to an error in our request: " + e.getMessage());
  }
}
