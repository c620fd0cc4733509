package io.scaletest.hollownode.json;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of an object's metadata by which it is known. What is behind the metadata is not
 * looked at.
 *
 * @param uid empty where there is none
 * @param resourceVersion empty where there is none
 * @param createdSecond seconds since the epoch; 0 where there is none
 */
public record ObjectFields(String uid, String resourceVersion, long createdSecond) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Returns the fields of the object that {@code json} is; empty where it is none. */
  public static Optional<ObjectFields> of(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean metadata = parser.currentName().equals("metadata");
        parser.nextToken();
        if (metadata) {
          return Optional.of(read(parser));
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static ObjectFields read(JsonParser parser) {
    String uid = "";
    String version = "";
    long created = 0;
    while (created == 0 && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "uid" -> uid = parser.getString();
        case "resourceVersion" -> version = parser.getString();
        case "creationTimestamp" -> created = ApiTime.epochSecond(parser.getString());
        default -> parser.skipChildren();
      }
    }
    return new ObjectFields(uid, version, created);
  }

  /** Returns the text at a path of keys in a tree; empty where there is none. */
  public static String text(Map<?, ?> tree, String... keys) {
    Object at = tree;
    for (String key : keys) {
      at = at instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return at == null ? "" : at.toString();
  }
}
