package io.scaletest.hollownode.watch;

import io.scaletest.hollownode.message.MetaFields;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a watch's event: its type, the object's resourceVersion, and where the object
 * is. Nothing else of it is looked at.
 *
 * <p><i>Source:</i> {@code WatchEvent} and {@code Status} of apimachinery's meta/v1, {@code
 * RawExtension} of its runtime.
 *
 * @param resourceVersion empty where there is none
 * @param initialEnd whether it is the bookmark that ends the initial events
 * @param statusCode {@code code} of the {@code Status} that an error carries; 0 elsewhere
 * @param offset where the object's own message begins
 * @param length how many bytes it has
 */
record EventHead(
    EventType type,
    String resourceVersion,
    boolean initialEnd,
    int statusCode,
    int offset,
    int length) {
  private static final int EVENT_TYPE = 1;
  private static final int EVENT_OBJECT = 2;
  private static final int EXTENSION_RAW = 1;
  private static final int STATUS_CODE = 6;
  private static final byte[] INITIAL_EVENTS_END = ascii("k8s.io/initial-events-end");
  private static final byte[] TRUE = ascii("true");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the head of one event; an error without a code where it is no event. */
  static EventHead of(byte[] bytes, int offset, int length) {
    try {
      return read(new ProtobufFields(bytes, offset, length));
    } catch (MalformedProtobufException e) {
      return error(0);
    }
  }

  private static EventHead error(int statusCode) {
    return new EventHead(EventType.ERROR, "", false, statusCode, 0, 0);
  }

  private static EventHead read(ProtobufFields event) throws MalformedProtobufException {
    EventType type = EventType.of(event.find(EVENT_TYPE));
    ProtobufFields raw = event.first(EVENT_OBJECT).find(EXTENSION_RAW).rawObject();
    return type == EventType.ERROR ? error(statusCode(raw.message())) : read(type, raw);
  }

  private static int statusCode(ProtobufFields status) throws MalformedProtobufException {
    while (status.next()) {
      if (status.isNumber(STATUS_CODE)) {
        return (int) status.number();
      }
    }
    return 0;
  }

  private static EventHead read(EventType type, ProtobufFields raw)
      throws MalformedProtobufException {
    String version = "";
    boolean initialEnd = false;
    ProtobufFields metadata = raw.message().first(MetaFields.METADATA);
    while (metadata.next()) {
      if (metadata.is(MetaFields.RESOURCE_VERSION)) {
        version = metadata.text();
        if (type != EventType.BOOKMARK) {
          break;
        }
      } else if (metadata.is(MetaFields.ANNOTATIONS)) {
        initialEnd |= isInitialEnd(metadata.message());
      }
    }
    return new EventHead(type, version, initialEnd, 0, raw.offset(), raw.length());
  }

  private static boolean isInitialEnd(ProtobufFields annotation) throws MalformedProtobufException {
    return annotation.find(MetaFields.MAP_KEY).textIs(INITIAL_EVENTS_END)
        && annotation.find(MetaFields.MAP_VALUE).textIs(TRUE);
  }
}
