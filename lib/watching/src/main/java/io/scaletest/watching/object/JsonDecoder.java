package io.scaletest.watching.object;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.UtcTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Decodes the API server's JSON, token by token, into what a watcher keeps. Values that nobody
 * reads are never made into strings; members may come in any order.
 *
 * <p>For one thread at a time.
 */
public final class JsonDecoder implements ObjectDecoder {
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final JsonFactory json = new JsonFactory();
  private final String contentField;
  private final Fields fields = new Fields();

  /**
   * The namespace last read: of a million objects most are in the same one, and share its string.
   */
  private String lastNamespace = "";

  /** Returns a decoder of objects whose content is in the top-level field {@code contentField}. */
  public JsonDecoder(String contentField) {
    this.contentField = contentField;
  }

  /** What can stand in an object, a list's head, a bookmark or a {@code Status}. */
  private static final class Fields {
    private String namespace;
    private String name;
    private String uid;
    private String resourceVersion;
    private String continueToken;
    private long creationEpochSecond;
    private long createEpochMs;
    private long updateEpochMs;
    private long digest;
    private boolean initialEventsEnd;
    private int code;
    private String reason;
    private String message;
    private int retryAfterSeconds;

    void clear() {
      namespace = "";
      name = "";
      uid = "";
      resourceVersion = "";
      continueToken = "";
      creationEpochSecond = ObjectState.NO_TIME;
      createEpochMs = ObjectState.NO_TIME;
      updateEpochMs = ObjectState.NO_TIME;
      digest = 0;
      initialEventsEnd = false;
      code = 0;
      reason = "";
      message = "";
      retryAfterSeconds = 0;
    }

    ObjectState toObject() throws UnreadableAnswerException {
      if (name.isEmpty()) {
        throw new UnreadableAnswerException("an object has no name");
      }
      return new ObjectState(
          namespace,
          name,
          uid,
          resourceVersion,
          creationEpochSecond,
          createEpochMs,
          updateEpochMs,
          digest);
    }

    ServerStatus toStatus() {
      return new ServerStatus(code, reason, message, retryAfterSeconds);
    }
  }

  @Override
  public String accept() {
    return ApiRequest.JSON;
  }

  @Override
  public EventCutter.Framing framing() {
    return EventLines::new;
  }

  @Override
  public WatchEvent decodeEvent(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    String type = "";
    fields.clear();
    try (JsonParser parser = open(bytes, offset, length)) {
      requireObject(parser);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "type" -> type = string(parser);
          case "object" -> readObject(parser);
          default -> parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw unreadable("an event of the watch", e);
    }
    return event(type);
  }

  /**
   * Decodes an object whose event was framed otherwise.
   *
   * @param type the event's type, {@code ADDED}
   */
  public WatchEvent decodeObject(String type, byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    readWhole(bytes, offset, length);
    return event(type);
  }

  /** Decodes the {@code Status} in an event that was framed otherwise. */
  public ServerStatus decodeStatus(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    readWhole(bytes, offset, length);
    return fields.toStatus();
  }

  private void readWhole(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
    fields.clear();
    try (JsonParser parser = open(bytes, offset, length)) {
      requireObject(parser);
      readObject(parser);
    } catch (JacksonException e) {
      throw unreadable("an object of the watch", e);
    }
  }

  private WatchEvent event(String type) throws UnreadableAnswerException {
    return switch (type) {
      case "ADDED" -> new WatchEvent.ObjectEvent(WatchEvent.Type.ADDED, fields.toObject());
      case "MODIFIED" -> new WatchEvent.ObjectEvent(WatchEvent.Type.MODIFIED, fields.toObject());
      case "DELETED" -> new WatchEvent.ObjectEvent(WatchEvent.Type.DELETED, fields.toObject());
      case "BOOKMARK" -> new WatchEvent.Bookmark(fields.resourceVersion, fields.initialEventsEnd);
      case "ERROR" -> new WatchEvent.Failure(fields.toStatus());
      default ->
          throw new UnreadableAnswerException("a watch event of unknown type '" + type + "'");
    };
  }

  @Override
  public ListPage decodeList(byte[] bytes) throws UnreadableAnswerException {
    List<ObjectState> items = new ArrayList<>();
    String resourceVersion = "";
    String continueToken = "";
    try (JsonParser parser = open(bytes, 0, bytes.length)) {
      requireObject(parser);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (member.equals("metadata")) {
          fields.clear();
          readMetadata(parser);
          resourceVersion = fields.resourceVersion;
          continueToken = fields.continueToken;
        } else if (member.equals("items") && parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            fields.clear();
            readObject(parser);
            items.add(fields.toObject());
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
    return new ListPage(resourceVersion, continueToken, items);
  }

  @Override
  public ServerStatus decodeStatus(int httpStatus, byte[] bytes) {
    try {
      readWhole(bytes, 0, bytes.length);
    } catch (UnreadableAnswerException e) {
      fields.clear();
      fields.message = PlainText.firstLine(bytes);
    }
    fields.code = httpStatus;
    return fields.toStatus();
  }

  private JsonParser open(byte[] bytes, int offset, int length) {
    return json.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  private static void requireObject(JsonParser parser) throws UnreadableAnswerException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new UnreadableAnswerException("the server's answer is no JSON object");
    }
  }

  private void readObject(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "metadata" -> readMetadata(parser);
        case "code" -> fields.code = parser.getValueAsInt(0);
        case "reason" -> fields.reason = string(parser);
        case "message" -> fields.message = string(parser);
        case "details" -> readDetails(parser);
        default -> {
          if (member.equals(contentField)) {
            fields.digest += ContentDigest.member(member, ContentDigest.ofValue(parser));
          } else {
            parser.skipChildren();
          }
        }
      }
    }
  }

  private void readMetadata(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "namespace" -> fields.namespace = sharedNamespace(string(parser));
        case "name" -> fields.name = string(parser);
        case "uid" -> fields.uid = string(parser);
        case "resourceVersion" -> fields.resourceVersion = string(parser);
        case "continue" -> fields.continueToken = string(parser);
        case "creationTimestamp" -> fields.creationEpochSecond = epochSecond(string(parser));
        case "labels" ->
            fields.digest += ContentDigest.member(member, ContentDigest.ofValue(parser));
        case "annotations" -> readAnnotations(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void readAnnotations(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    long sum = 0;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String annotation = parser.currentName();
      parser.nextToken();
      switch (annotation) {
        case ScaletestNames.CREATE_TIMESTAMP ->
            fields.createEpochMs = ObjectState.stamp(string(parser));
        case ScaletestNames.UPDATE_TIMESTAMP ->
            fields.updateEpochMs = ObjectState.stamp(string(parser));
        case INITIAL_EVENTS_END -> fields.initialEventsEnd = string(parser).equals("true");
        default -> {}
      }
      sum += ContentDigest.member(annotation, ContentDigest.ofValue(parser));
    }
    fields.digest += ContentDigest.member("annotations", sum);
  }

  private void readDetails(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      if (member.equals("retryAfterSeconds")) {
        fields.retryAfterSeconds = Math.max(0, parser.getValueAsInt(0));
      } else {
        parser.skipChildren();
      }
    }
  }

  private String sharedNamespace(String namespace) {
    if (!namespace.equals(lastNamespace)) {
      lastNamespace = namespace;
    }
    return lastNamespace;
  }

  /** Returns the text at which the parser stands; empty for null and what is no scalar. */
  private static String string(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return "";
  }

  private static long epochSecond(String text) {
    return UtcTime.epochSecond(text).orElse(ObjectState.NO_TIME);
  }

  private static UnreadableAnswerException unreadable(String what, JacksonException cause) {
    return new UnreadableAnswerException(
        what + " is not the JSON it should be: " + cause.getOriginalMessage(), cause);
  }

  /** Answers that are no JSON. */
  private static final class PlainText {
    private static final int LENGTH_MAX = 200;

    static String firstLine(byte[] bytes) {
      int length = 0;
      while (length < bytes.length && length < LENGTH_MAX && bytes[length] >= ' ') {
        length++;
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }
}
