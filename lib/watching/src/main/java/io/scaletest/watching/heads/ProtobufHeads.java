package io.scaletest.watching.heads;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.EventFrames;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the API server's protobuf. The numbers of fields are those of {@code generated.proto} in
 * k8s.io/apimachinery's {@code meta/v1} and {@code runtime}, where they never change.
 */
public final class ProtobufHeads implements HeadReader {
  private static final int EVENT_TYPE = 1;
  private static final int EVENT_OBJECT = 2;
  private static final int EXTENSION_RAW = 1;
  private static final int METADATA = 1;
  private static final int META_NAME = 1;
  private static final int META_NAMESPACE = 3;
  private static final int META_VERSION = 6;
  private static final int META_ANNOTATIONS = 12;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int LIST_META_VERSION = 2;
  private static final int LIST_ITEMS = 2;
  private static final int STATUS_MESSAGE = 3;
  private static final int STATUS_REASON = 4;
  private static final int STATUS_DETAILS = 5;
  private static final int STATUS_CODE = 6;
  private static final int DETAILS_RETRY_AFTER = 5;

  private static final byte[] CREATE_STAMP = utf8(EventHead.Type.ADDED.stampKey());
  private static final byte[] UPDATE_STAMP = utf8(EventHead.Type.MODIFIED.stampKey());

  private final JsonHeads json = new JsonHeads();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String accept() {
    return ApiRequest.PROTOBUF;
  }

  @Override
  public EventCutter.Framing framing() {
    return EventFrames::new;
  }

  @Override
  public EventHead event(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
    try {
      return event(new ProtobufFields(bytes, offset, length));
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  private static EventHead event(ProtobufFields event)
      throws MalformedProtobufException, UnreadableAnswerException {
    EventHead.Type type = null;
    EventHead head = null;
    while (event.next()) {
      if (event.is(EVENT_TYPE)) {
        type = EventTypes.of(event.text());
      } else if (event.is(EVENT_OBJECT)) {
        head = head(type, objectIn(event.message()).first(METADATA));
      }
    }
    if (type == null || head == null) {
      throw new UnreadableAnswerException("a watch event has no type or no object");
    }
    return head;
  }

  /**
   * Reads an object's metadata.
   *
   * @param type what happened to it, which tells which stamp counts; the API server writes an
   *     event's fields in the order of their numbers, the type before the object
   */
  private static EventHead head(EventHead.Type type, ProtobufFields metadata)
      throws MalformedProtobufException, UnreadableAnswerException {
    if (type == null) {
      throw new UnreadableAnswerException("a watch event has an object before its type");
    }
    String namespace = "";
    String name = "";
    String resourceVersion = "";
    long stampEpochMs = ObjectState.NO_TIME;
    while (metadata.next()) {
      if (metadata.is(META_NAME)) {
        name = metadata.text();
      } else if (metadata.is(META_NAMESPACE)) {
        namespace = metadata.text();
      } else if (metadata.is(META_VERSION)) {
        resourceVersion = metadata.text();
      } else if (metadata.is(META_ANNOTATIONS) && isStamp(type, metadata.message())) {
        stampEpochMs = ObjectState.stamp(text(ENTRY_VALUE, metadata.message()));
      }
    }
    return new EventHead(type, namespace, name, resourceVersion, stampEpochMs);
  }

  private static boolean isStamp(EventHead.Type type, ProtobufFields annotation)
      throws MalformedProtobufException {
    return annotation.next()
        && annotation.is(ENTRY_KEY)
        && switch (type) {
          case ADDED -> annotation.textIs(CREATE_STAMP);
          case MODIFIED -> annotation.textIs(UPDATE_STAMP);
          default -> false;
        };
  }

  private static ProtobufFields objectIn(ProtobufFields extension)
      throws MalformedProtobufException, UnreadableAnswerException {
    while (extension.next()) {
      if (extension.is(EXTENSION_RAW)) {
        return extension.object();
      }
    }
    throw new UnreadableAnswerException("an event of the watch has no object");
  }

  private static UnreadableAnswerException unreadable(MalformedProtobufException cause) {
    return new UnreadableAnswerException(cause.getMessage(), cause);
  }

  @Override
  public ServerStatus failure(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    try {
      return status(objectIn(new ProtobufFields(bytes, offset, length).first(EVENT_OBJECT)));
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  @Override
  public ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
      throws UnreadableAnswerException {
    try {
      return list(ProtobufObject.fields(bytes, 0, bytes.length), seenVersion, updated);
    } catch (MalformedProtobufException e) {
      throw unreadable(e);
    }
  }

  private static ListHead list(ProtobufFields list, long seenVersion, Consumer<EventHead> updated)
      throws MalformedProtobufException, UnreadableAnswerException {
    String resourceVersion = "";
    int objects = 0;
    int newer = 0;
    while (list.next()) {
      if (list.is(METADATA) && resourceVersion.isEmpty()) {
        resourceVersion = text(LIST_META_VERSION, list.message());
      } else if (list.is(LIST_ITEMS)) {
        objects++;
        EventHead item = head(EventHead.Type.MODIFIED, list.message().first(METADATA));
        newer += item.version() > seenVersion ? 1 : 0;
        if (item.stampEpochMs() != ObjectState.NO_TIME) {
          updated.accept(item);
        }
      }
    }
    if (resourceVersion.isEmpty()) {
      throw new UnreadableAnswerException("a list has no resourceVersion");
    }
    return new ListHead(resourceVersion, objects, newer);
  }

  private static String text(int number, ProtobufFields fields) throws MalformedProtobufException {
    while (fields.next()) {
      if (fields.is(number)) {
        return fields.text();
      }
    }
    return "";
  }

  /**
   * {@inheritDoc} Proxies and flow control answer in JSON or plain text, whatever was asked for.
   */
  @Override
  public ServerStatus refusal(int httpStatus, byte[] bytes) {
    try {
      ServerStatus read = status(ProtobufObject.fields(bytes, 0, bytes.length));
      return new ServerStatus(httpStatus, read.reason(), read.message(), read.retryAfterSeconds());
    } catch (MalformedProtobufException e) {
      return json.refusal(httpStatus, bytes);
    }
  }

  private static ServerStatus status(ProtobufFields fields) throws MalformedProtobufException {
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

  @Override
  public String text(EventHead head, byte[] bytes, int offset, int length) {
    return head.key() + " at version " + head.resourceVersion() + ", " + length + " bytes";
  }
}
