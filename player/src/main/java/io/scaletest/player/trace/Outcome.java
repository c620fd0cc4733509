package io.scaletest.player.trace;

import java.util.Objects;

/**
 * What a server made of a request.
 *
 * @param code HTTP status; 0 where none is known
 * @param uid the object's; empty where it is not known
 * @param resourceVersion of the object as the request left it; 0 where it is not known, or no
 *     number
 */
public record Outcome(int code, String uid, long resourceVersion) {
  public Outcome {
    Objects.requireNonNull(uid, "uid");
    if (code < 0 || resourceVersion < 0) {
      throw new IllegalArgumentException(
          "code and resourceVersion: must not be negative, got " + code + ", " + resourceVersion);
    }
  }
}
