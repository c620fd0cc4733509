package io.scaletest.wire.protobuf;

import java.util.Arrays;
import java.util.Optional;

/**
 * An object as an API server sends and takes it in protobuf's encoding. What is cut off or no
 * protobuf has no fields.
 *
 * <p><i>Source:</i> such a body is the four bytes {@code k8s\0} and a message {@code Unknown}
 * around the object (apimachinery's runtime/generated.proto).
 */
public final class ProtobufObject {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private static final int TYPE_FIELD = MetaShapes.UNKNOWN.number("typeMeta");
  private static final int RAW_FIELD = MetaShapes.UNKNOWN.number("raw");
  private static final int API_VERSION_FIELD = MetaShapes.TYPE_META.number("apiVersion");
  private static final int KIND_FIELD = MetaShapes.TYPE_META.number("kind");

  private ProtobufObject() {}

  /** Begins a body: what is written next are the fields of the object itself. */
  public static ProtobufWriter begin(String apiVersion, String kind) {
    return new ProtobufWriter()
        .append(MAGIC)
        .message(TYPE_FIELD)
        .text(API_VERSION_FIELD, apiVersion)
        .text(KIND_FIELD, kind)
        .end()
        .message(RAW_FIELD);
  }

  /**
   * A body with what its envelope says.
   *
   * @param object the fields of the object itself; read once
   */
  public record Envelope(String apiVersion, String kind, ProtobufFields object) {}

  /**
   * Opens a body.
   *
   * @throws MalformedProtobufException if the bytes are no object in the API server's protobuf
   */
  public static Envelope open(byte[] body) throws MalformedProtobufException {
    String apiVersion = "";
    String kind = "";
    ProtobufFields object = new ProtobufFields(body, 0, 0);
    ProtobufFields fields = envelope(body, 0, body.length);
    while (fields.next()) {
      if (fields.is(RAW_FIELD)) {
        object = fields.message();
      } else if (fields.is(TYPE_FIELD)) {
        ProtobufFields type = fields.message();
        while (type.next()) {
          if (type.is(API_VERSION_FIELD)) {
            apiVersion = type.text();
          } else if (type.is(KIND_FIELD)) {
            kind = type.text();
          }
        }
      }
    }
    return new Envelope(apiVersion, kind, object);
  }

  /**
   * Returns the fields of the object.
   *
   * @throws MalformedProtobufException if the bytes are no object in the API server's protobuf
   */
  public static ProtobufFields fields(byte[] bytes, int offset, int length)
      throws MalformedProtobufException {
    return raw(bytes, offset, length).message();
  }

  static ProtobufFields raw(byte[] bytes, int offset, int length)
      throws MalformedProtobufException {
    return envelope(bytes, offset, length).find(RAW_FIELD);
  }

  private static ProtobufFields envelope(byte[] bytes, int offset, int length)
      throws MalformedProtobufException {
    int end = offset + Math.min(length, MAGIC.length);
    if (!Arrays.equals(bytes, offset, end, MAGIC, 0, MAGIC.length)) {
      throw new MalformedProtobufException("these bytes are no Kubernetes protobuf");
    }
    return new ProtobufFields(bytes, end, length - MAGIC.length);
  }

  /** Returns the object's own encoding; empty if {@code body} is not an object in protobuf. */
  public static Optional<byte[]> unwrap(byte[] body) {
    try {
      return find(RAW_FIELD, envelope(body, 0, body.length));
    } catch (MalformedProtobufException e) {
      return Optional.empty();
    }
  }

  /** Returns the content of a message's first field of this number that is text, bytes, message. */
  public static Optional<byte[]> field(byte[] message, int number) {
    try {
      return find(number, new ProtobufFields(message, 0, message.length));
    } catch (MalformedProtobufException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> find(int number, ProtobufFields fields)
      throws MalformedProtobufException {
    while (fields.next()) {
      if (fields.is(number)) {
        return Optional.of(fields.content());
      }
    }
    return Optional.empty();
  }
}
