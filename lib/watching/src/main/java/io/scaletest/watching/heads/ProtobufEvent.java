package io.scaletest.watching.heads;

import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.charset.StandardCharsets;

/**
 * One event of a protobuf watch: its type, and where its object's message lies. More of it is read
 * when it is asked for, from bytes that are not copied; so it is of use as long as these are lent.
 * For one thread.
 *
 * <p><i>Source:</i> {@code WatchEvent} and {@code Status} of apimachinery's meta/v1, {@code
 * RawExtension} of its runtime.
 */
public final class ProtobufEvent {
  private static final int EVENT_TYPE = MetaShapes.WATCH_EVENT.number("type");
  private static final int EVENT_OBJECT = MetaShapes.WATCH_EVENT.number("object");
  private static final int EXTENSION_RAW = MetaShapes.RAW_EXTENSION.number("raw");
  private static final int STATUS_MESSAGE = MetaShapes.STATUS.number("message");
  private static final int STATUS_REASON = MetaShapes.STATUS.number("reason");
  private static final int STATUS_DETAILS = MetaShapes.STATUS.number("details");
  private static final int STATUS_CODE = MetaShapes.STATUS.number("code");
  private static final int DETAILS_RETRY_AFTER =
      MetaShapes.STATUS_DETAILS.number("retryAfterSeconds");
  private static final byte[] INITIAL_EVENTS_END = ascii("k8s.io/initial-events-end");
  private static final byte[] TRUE = ascii("true");

  private final EventType type;
  private final byte[] bytes;

  /** Stands at the object's message, or at its JSON. */
  private final ProtobufFields object;

  private final boolean json;

  private ProtobufEvent(EventType type, byte[] bytes, ProtobufFields raw)
      throws MalformedProtobufException {
    this.type = type;
    this.bytes = bytes;
    this.json = raw.length() > 0 && bytes[raw.offset()] == '{';
    this.object = json ? raw : raw.rawObject();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the event in a frame of a watch. */
  public static ProtobufEvent of(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    try {
      ProtobufFields event = new ProtobufFields(bytes, offset, length);
      EventType type = EventType.of(event.find(EVENT_TYPE));
      return new ProtobufEvent(type, bytes, event.first(EVENT_OBJECT).find(EXTENSION_RAW));
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  /** Returns the fault of an answer that is no protobuf, or not what it should be. */
  public static UnreadableAnswerException unreadable(MalformedProtobufException cause) {
    return new UnreadableAnswerException(cause.getMessage(), cause);
  }

  public EventType type() {
    return type;
  }

  /** Tells whether its object is JSON, which has no fields to be read here. */
  public boolean isJson() {
    return json;
  }

  /** Returns where the object's own message begins in the event's bytes. */
  public int offset() {
    return object.offset();
  }

  /** Returns how many bytes the object's own message has. */
  public int length() {
    return object.length();
  }

  /** Returns the fields of the object's metadata. */
  public ProtobufFields metadata() throws MalformedProtobufException {
    return object.message().first(MetaFields.METADATA);
  }

  /** Returns the object's resourceVersion; empty where there is none. */
  public String resourceVersion() throws UnreadableAnswerException {
    try {
      ProtobufFields metadata = metadata();
      while (metadata.next()) {
        if (metadata.is(MetaFields.RESOURCE_VERSION)) {
          return metadata.text();
        }
      }
      return "";
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  /** Tells whether it is the bookmark behind the last of the initial events. */
  public boolean endsInitialEvents() throws UnreadableAnswerException {
    try {
      return type == EventType.BOOKMARK && isAnnotatedAsEnd(metadata());
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  private static boolean isAnnotatedAsEnd(ProtobufFields metadata)
      throws MalformedProtobufException {
    while (metadata.next()) {
      if (metadata.is(MetaFields.ANNOTATIONS)) {
        ProtobufFields annotation = metadata.message();
        if (annotation.find(MetaFields.MAP_KEY).textIs(INITIAL_EVENTS_END)
            && annotation.find(MetaFields.MAP_VALUE).textIs(TRUE)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the {@code Status} that an error carries. */
  public ServerStatus status() throws UnreadableAnswerException {
    if (json) {
      return new JsonDecoder("").decodeStatus(bytes, offset(), length());
    }
    try {
      return status(object.message());
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  /** Returns a {@code Status} by the fields of its message. */
  static ServerStatus status(ProtobufFields fields) throws MalformedProtobufException {
    int code = 0;
    String reason = "";
    String message = "";
    int retryAfterSeconds = 0;
    while (fields.next()) {
      if (fields.is(STATUS_MESSAGE)) {
        message = fields.text();
      } else if (fields.is(STATUS_REASON)) {
        reason = fields.text();
      } else if (fields.isNumber(STATUS_CODE)) {
        code = (int) fields.number();
      } else if (fields.is(STATUS_DETAILS)) {
        ProtobufFields details = fields.message();
        while (details.next()) {
          if (details.isNumber(DETAILS_RETRY_AFTER)) {
            retryAfterSeconds = (int) Math.max(0, details.number());
          }
        }
      }
    }
    return new ServerStatus(code, reason, message, retryAfterSeconds);
  }
}
