package io.scaletest.testkit.controlplane;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server answered, as it came.
 *
 * @param status HTTP status; 0 where no answer came, and {@code body} says why
 * @param body the whole body
 */
public record RawAnswer(int status, String body) {
  private static final int FIRST_ERROR = 400;

  /** Returns whether an answer came that is no error. */
  public boolean succeeded() {
    return status > 0 && status < FIRST_ERROR;
  }

  /** Returns whether this is a list, and no error, without an item. */
  public boolean hasNoItems() {
    return succeeded() && json().path("items").isEmpty();
  }

  /** Returns the body as JSON; fails where it is none. */
  public JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  /** Returns one line for a message: the status and the server's own words. */
  public String describe() {
    String text = body.strip();
    if (text.startsWith("{")) {
      text = json().path("message").asString(text);
    }
    return status == 0 ? text : "HTTP " + status + ": " + text.replace('\n', ' ');
  }
}
