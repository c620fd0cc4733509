package io.scaletest.hollownode.watch;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The beginning of a watch's event: its type and the object's resourceVersion. Nothing behind them
 * is looked at, and the API server writes them first.
 *
 * @param resourceVersion empty where there is none
 * @param initialEnd whether it is the bookmark that ends the initial events
 * @param statusCode {@code code} of the {@code Status} that an error carries; 0 elsewhere
 */
public record EventHead(
    EventType type, String resourceVersion, boolean initialEnd, int statusCode) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";
  private static final EventHead UNREADABLE = new EventHead(EventType.ERROR, "", false, 0);

  /** Returns the head of one line; an error without a code where it is no event. */
  static EventHead of(byte[] line, int offset, int length) {
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), line, offset, length)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : UNREADABLE;
    } catch (JacksonException e) {
      return UNREADABLE;
    }
  }

  private static EventHead read(JsonParser parser) {
    EventType type = EventType.ERROR;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("type")) {
        type = EventType.of(parser.getString());
      } else if (name.equals("object")) {
        return type == EventType.ERROR ? readStatus(parser) : readObject(parser, type);
      } else {
        parser.skipChildren();
      }
    }
    return UNREADABLE;
  }

  private static EventHead readStatus(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("code")) {
        return new EventHead(EventType.ERROR, "", false, parser.getIntValue());
      }
      parser.skipChildren();
    }
    return UNREADABLE;
  }

  private static EventHead readObject(JsonParser parser, EventType type) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("metadata")) {
        return readMetadata(parser, type);
      }
      parser.skipChildren();
    }
    return UNREADABLE;
  }

  private static EventHead readMetadata(JsonParser parser, EventType type) {
    String version = "";
    boolean initialEnd = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("resourceVersion")) {
        version = parser.getString();
        if (type != EventType.BOOKMARK) {
          break;
        }
      } else if (name.equals("annotations")) {
        initialEnd = hasInitialEnd(parser);
      } else {
        parser.skipChildren();
      }
    }
    return new EventHead(type, version, initialEnd, 0);
  }

  private static boolean hasInitialEnd(JsonParser parser) {
    boolean found = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      found |= name.equals(INITIAL_EVENTS_END) && "true".equals(parser.getString());
      parser.skipChildren();
    }
    return found;
  }
}
