package io.scaletest.embedded.api;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import java.util.Base64;
import java.util.Map;

/**
 * The continue token of a paged list.
 *
 * @param version the resourceVersion of the list's first page, of which the others are pages, too
 * @param start the key of the last object before
 * @param remaining how many objects there are behind it
 */
record ContinueToken(long version, String start, long remaining) {
  private static final String FORM = "meta.k8s.io/v1";

  /** Reads a client's token. */
  static ContinueToken parse(String text) {
    try {
      Map<String, Object> token = JsonTree.parseObject(Base64.getUrlDecoder().decode(text));
      String start = JsonTree.string(token, "start");
      if (JsonTree.string(token, "v").equals(FORM)
          && token.get("rv") instanceof Long version
          && version >= 0
          && token.get("left") instanceof Long remaining
          && remaining >= 0
          && !start.isEmpty()) {
        return new ContinueToken(version, start, remaining);
      }
      throw invalid("incorrect encoded start resourceVersion or key");
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("continue key is not valid: " + why);
  }

  String text() {
    byte[] json =
        JsonWriter.bytes(JsonTree.of("v", FORM, "rv", version, "start", start, "left", remaining));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }
}
