package io.scaletest.watching.heads;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.charset.StandardCharsets;

/** The type of a watch's event; the names are the API's. */
public enum EventType {
  ADDED(ScaletestNames.CREATE_TIMESTAMP),
  MODIFIED(ScaletestNames.UPDATE_TIMESTAMP),
  DELETED(""),
  BOOKMARK(""),
  ERROR("");

  private static final EventType[] ALL = values();

  private final byte[] text = ascii(name());
  private final String stampKey;
  private final byte[] stampKeyText;

  EventType(String stampKey) {
    this.stampKey = stampKey;
    this.stampKeyText = ascii(stampKey);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the annotation with a client's stamp of such a change; empty if it has none. */
  String stampKey() {
    return stampKey;
  }

  /** Tells whether a field's text is {@link #stampKey}. */
  boolean isStampKey(ProtobufFields field) {
    return field.textIs(stampKeyText);
  }

  /** Returns the type of that name. */
  public static EventType of(String name) throws UnreadableAnswerException {
    for (EventType type : ALL) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new UnreadableAnswerException("a watch event of unknown type '" + name + "'");
  }

  /** Returns the type that a field names, of whose text no object is made. */
  static EventType of(ProtobufFields field) throws UnreadableAnswerException {
    for (EventType type : ALL) {
      if (field.textIs(type.text)) {
        return type;
      }
    }
    return of(field.text());
  }
}
