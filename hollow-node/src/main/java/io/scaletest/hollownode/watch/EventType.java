package io.scaletest.hollownode.watch;

import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.charset.StandardCharsets;

/** What an event of a watch says. */
public enum EventType {
  ADDED,
  MODIFIED,
  DELETED,
  BOOKMARK,
  ERROR;

  private static final EventType[] ALL = values();

  private final byte[] text = name().getBytes(StandardCharsets.US_ASCII);

  /** Returns the type that a field's text names; an error where it names none. */
  static EventType of(ProtobufFields field) {
    for (EventType type : ALL) {
      if (field.textIs(type.text)) {
        return type;
      }
    }
    return ERROR;
  }
}
