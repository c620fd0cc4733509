package io.scaletest.player.replay;

import io.scaletest.wire.json.JsonTree;
import java.util.Map;

/**
 * What an answer says of its object, or of its list; empty texts for what it does not say.
 *
 * @param token of the next page of a list
 * @param deleting whether the object is being deleted, but there still
 */
record AnswerHead(String name, String uid, String version, String token, boolean deleting) {
  static final AnswerHead NONE = new AnswerHead("", "", "", "", false);

  /** Reads a body as far as its metadata. */
  static AnswerHead of(byte[] body) {
    if (body.length == 0) {
      return NONE;
    }
    Map<String, Object> metadata = JsonTree.objectAtBeginning(body, "metadata");
    return new AnswerHead(
        JsonTree.string(metadata, "name"),
        JsonTree.string(metadata, "uid"),
        JsonTree.string(metadata, "resourceVersion"),
        JsonTree.string(metadata, "continue"),
        metadata.containsKey("deletionTimestamp"));
  }
}
