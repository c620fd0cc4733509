package io.scaletest.wire.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The values of a stream of JSON as {@link JsonTree}s, one after the other, whether they stand one
 * behind the other, in an array, or in a list of an object that wraps them: never all of them in
 * memory. Stateless and safe for use by many threads.
 */
public final class JsonSequence {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonSequence() {}

  /** Takes the values. */
  public interface Taker {
    /**
     * @param wrapper the members, before its list, of the object that the value is in a list of;
     *     empty where it is in none
     */
    void take(Map<String, Object> wrapper, Object value);
  }

  /**
   * Reads a stream to its end.
   *
   * @param lists the names that lists of wrapped values have
   * @throws IOException if the stream cannot be read; the values before that were taken
   * @throws MalformedJsonException if what follows is no JSON; the values before it were taken
   */
  public static void read(InputStream in, Set<String> lists, Taker taker)
      throws IOException, MalformedJsonException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          elements(parser, Map.of(), taker);
        } else if (token == JsonToken.START_OBJECT) {
          object(parser, lists, taker);
        } else {
          taker.take(Map.of(), JsonTree.value(parser, token));
        }
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new MalformedJsonException(e.getOriginalMessage().replace('\n', ' '));
    }
  }

  private static void object(JsonParser parser, Set<String> lists, Taker taker) {
    Map<String, Object> object = new LinkedHashMap<>();
    boolean wraps = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && lists.contains(name)) {
        wraps = true;
        elements(parser, object, taker);
      } else {
        object.put(name, JsonTree.value(parser, token));
      }
    }
    if (!wraps) {
      taker.take(Map.of(), object);
    }
  }

  private static void elements(JsonParser parser, Map<String, Object> wrapper, Taker taker) {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      taker.take(wrapper, JsonTree.value(parser, token));
    }
  }
}
