package io.scaletest.watching.heads;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.EventLines;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON, of whole objects or of their metadata alone. */
public final class JsonHeads implements HeadReader {
  private static final String OBJECT_MEMBER = "\"object\":";

  /** Media types of what a metadata-only informer asks for; a list has a type of its own. */
  private static final String METADATA_OF = ";g=meta.k8s.io;v=v1;as=PartialObjectMetadata";

  private final JsonFactory json = new JsonFactory();
  private final boolean metadataOnly;

  /** Returns a reader of whole objects. */
  public JsonHeads() {
    this(false);
  }

  private JsonHeads(boolean metadataOnly) {
    this.metadataOnly = metadataOnly;
  }

  /** Returns a reader that asks for the objects' metadata alone, as PartialObjectMetadata. */
  public static JsonHeads ofMetadata() {
    return new JsonHeads(true);
  }

  @Override
  public String accept() {
    return metadataOnly ? ApiRequest.JSON + METADATA_OF : ApiRequest.JSON;
  }

  @Override
  public String listAccept() {
    return metadataOnly ? ApiRequest.JSON + METADATA_OF + "List" : ApiRequest.JSON;
  }

  @Override
  public EventCutter.Framing framing() {
    return EventLines::new;
  }

  /** The parts of a head as they are found. */
  private static final class Found {
    /** Whether the object is to be read to its end, whatever is found. */
    private final boolean whole;

    private EventType type;
    private String namespace = "";
    private String name = "";
    private String resourceVersion = "";
    private long stampEpochMs = ObjectState.NO_TIME;

    /** Whether there is nothing more to learn about the stamp. */
    private boolean stampKnown;

    Found(boolean whole) {
      this.whole = whole;
    }

    void typeIs(EventType found) {
      type = found;
      stampKnown |= found.stampKey().isEmpty();
    }

    /**
     * The API server writes an object's namespace before its version: who has the one need not look
     * for the other.
     */
    boolean isEnough() {
      return !whole && type != null && stampKnown && !name.isEmpty() && !resourceVersion.isEmpty();
    }

    EventHead head() {
      return new EventHead(type, namespace, name, resourceVersion, stampEpochMs);
    }
  }

  @Override
  public EventHead event(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
    var found = new Found(false);
    try (JsonParser parser = open(bytes, offset, length)) {
      requireObject(parser);
      while (!found.isEnough() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "type" -> found.typeIs(EventType.of(string(parser)));
          case "object" -> readObject(parser, found);
          default -> parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw unreadable("an event of the watch", e);
    }
    if (found.type == null) {
      throw new UnreadableAnswerException("a watch event has no type");
    }
    return found.head();
  }

  /** Reads an object whose event was framed otherwise. */
  EventHead object(EventType type, byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    var found = new Found(false);
    found.typeIs(type);
    try (JsonParser parser = open(bytes, offset, length)) {
      requireObject(parser);
      readObject(parser, found);
    } catch (JacksonException e) {
      throw unreadable("an object of the watch", e);
    }
    return found.head();
  }

  private static void readObject(JsonParser parser, Found found) {
    while (!found.isEnough() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      if (member.equals("metadata") && parser.currentToken() == JsonToken.START_OBJECT) {
        readMetadata(parser, found);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void readMetadata(JsonParser parser, Found found) {
    while (!found.isEnough() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "namespace" -> found.namespace = string(parser);
        case "name" -> found.name = string(parser);
        case "resourceVersion" -> found.resourceVersion = string(parser);
        case "annotations" -> readAnnotations(parser, found);
        // Annotations come before these, in the order of the types as in that of the alphabet.
        case "finalizers", "ownerReferences", "managedFields" -> leaveStamp(parser, found);
        default -> parser.skipChildren();
      }
    }
    found.stampKnown |= found.type != null;
  }

  private static void leaveStamp(JsonParser parser, Found found) {
    found.stampKnown |= found.type != null;
    if (!found.isEnough()) {
      parser.skipChildren();
    }
  }

  /** Reads the one stamp that tells of an event of this type, where that is known by now. */
  private static void readAnnotations(JsonParser parser, Found found) {
    if (found.type == null || parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    String wanted = found.type.stampKey();
    while (!found.isEnough() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean stamp = parser.currentName().equals(wanted);
      parser.nextToken();
      if (stamp) {
        found.stampEpochMs = ObjectState.stamp(string(parser));
        found.stampKnown = true;
      } else {
        parser.skipChildren();
      }
    }
    found.stampKnown = true;
  }

  @Override
  public ServerStatus failure(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    WatchEvent event = new JsonDecoder("").decodeEvent(bytes, offset, length);
    return event instanceof WatchEvent.Failure failure
        ? failure.status()
        : new ServerStatus(0, "", "", 0);
  }

  @Override
  public ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
      throws UnreadableAnswerException {
    String resourceVersion = "";
    int objects = 0;
    int newer = 0;
    try (JsonParser parser = open(bytes, 0, bytes.length)) {
      requireObject(parser);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (member.equals("metadata") && parser.currentToken() == JsonToken.START_OBJECT) {
          resourceVersion = versionIn(parser);
        } else if (member.equals("items") && parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            objects++;
            EventHead item = item(parser);
            newer += item.version() > seenVersion ? 1 : 0;
            if (item.stampEpochMs() != ObjectState.NO_TIME) {
              updated.accept(item);
            }
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw unreadable("a list", e);
    }
    if (resourceVersion.isEmpty()) {
      throw new UnreadableAnswerException("a list has no resourceVersion");
    }
    return new ListHead(resourceVersion, objects, newer);
  }

  private static EventHead item(JsonParser parser) {
    var found = new Found(true);
    found.typeIs(EventType.MODIFIED);
    readObject(parser, found);
    return found.head();
  }

  /** Reads the object at whose beginning the parser stands, to its end. */
  private static String versionIn(JsonParser parser) {
    String version = "";
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = parser.currentName().equals("resourceVersion");
      parser.nextToken();
      if (wanted) {
        version = string(parser);
      } else {
        parser.skipChildren();
      }
    }
    return version;
  }

  @Override
  public ServerStatus refusal(int httpStatus, byte[] bytes) {
    return new JsonDecoder("").decodeStatus(httpStatus, bytes);
  }

  @Override
  public String text(EventHead head, byte[] bytes, int offset, int length) {
    String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
    int object = line.indexOf(OBJECT_MEMBER);
    int end = line.lastIndexOf('}');
    return object >= 0 && end > object
        ? line.substring(object + OBJECT_MEMBER.length(), end)
        : line;
  }

  private JsonParser open(byte[] bytes, int offset, int length) {
    return json.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  private static void requireObject(JsonParser parser) throws UnreadableAnswerException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new UnreadableAnswerException("the server's answer is no JSON object");
    }
  }

  private static String string(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return "";
  }

  private static UnreadableAnswerException unreadable(String what, JacksonException cause) {
    return new UnreadableAnswerException(
        what + " is not the JSON it should be: " + cause.getOriginalMessage(), cause);
  }
}
