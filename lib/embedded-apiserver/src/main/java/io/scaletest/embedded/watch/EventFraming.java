package io.scaletest.embedded.watch;

import io.netty.buffer.ByteBuf;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;

/**
 * How the events of a watch are encoded and told apart: as lines of JSON, or as messages of
 * protobuf with their length before them.
 *
 * <p><i>Source:</i> apimachinery's serializers for {@code stream=watch}: of protobuf a frame is
 * four bytes of length, the highest first, and a WatchEvent without an envelope, in which the
 * object has one.
 */
public enum EventFraming {
  JSON("application/json") {
    @Override
    public byte[] encode(byte[] json) {
      return json;
    }

    @Override
    void write(ByteBuf out, Type type, byte[] object) {
      out.writeBytes(type.opening).writeBytes(object).writeBytes(END);
    }
  },
  PROTOBUF(KubernetesProtobuf.MEDIA_TYPE + ";stream=watch") {
    @Override
    public byte[] encode(byte[] json) {
      return KubernetesProtobuf.encode(JsonTree.ownObject(json)).orElseThrow();
    }

    @Override
    void write(ByteBuf out, Type type, byte[] object) {
      byte[] event =
          new ProtobufWriter()
              .text(EVENT_TYPE, type.name())
              .message(EVENT_OBJECT)
              .bytes(RAW, object)
              .bytes();
      out.writeInt(event.length).writeBytes(event);
    }
  };

  private static final byte[] END = ascii("}\n");
  private static final int EVENT_TYPE = MetaShapes.WATCH_EVENT.number("type");
  private static final int EVENT_OBJECT = MetaShapes.WATCH_EVENT.number("object");
  private static final int RAW = MetaShapes.RAW_EXTENSION.number("raw");

  private final String contentType;

  EventFraming(String contentType) {
    this.contentType = contentType;
  }

  /** What an event says. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK,
    ERROR;

    private final byte[] opening = ascii("{\"type\":\"" + name() + "\",\"object\":");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public String contentType() {
    return contentType;
  }

  /** Returns an object of JSON in the encoding of this; its kind must have one. */
  public abstract byte[] encode(byte[] json);

  /** Appends an event with an object that is encoded. */
  abstract void write(ByteBuf out, Type type, byte[] object);

  /** Sends the one event that says why there is no watch, and ends the stream. */
  public void refuse(EventSink sink, byte[] status) {
    byte[] object = encode(status);
    ByteBuf out = sink.allocator().buffer(object.length + 64);
    write(out, Type.ERROR, object);
    sink.send(out);
    sink.end();
  }
}
