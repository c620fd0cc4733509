package io.scaletest.wire.protobuf;

import io.scaletest.wire.json.ObjectWriter;
import io.scaletest.wire.protobuf.MessageShape.Field;
import io.scaletest.wire.protobuf.MessageShape.Kind;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Writes the body of a request in protobuf, by its fields' names. For one thread. */
public final class MessageBody implements ObjectWriter {
  /** Objects and maps inside one another; the deepest body here has six. */
  private static final int DEPTH_MAX = 16;

  private static final int NANOS_PER_MICRO = (int) TimeUnit.MICROSECONDS.toNanos(1);

  private final ProtobufWriter out;

  /** Of each open object its shape; of each open map its field. */
  private final MessageShape[] shapes = new MessageShape[DEPTH_MAX];

  private final Field[] maps = new Field[DEPTH_MAX];
  private final Field[] arrays = new Field[DEPTH_MAX];
  private int depth;

  private MessageBody(MessageShape shape, ProtobufWriter out) {
    this.out = out;
    shapes[0] = shape;
  }

  /** Begins an object of this kind, whose fields come next. */
  public static MessageBody of(String apiVersion, String kind, MessageShape shape) {
    return new MessageBody(shape, ProtobufObject.begin(apiVersion, kind));
  }

  private Field field(String name) {
    return shapes[depth].field(name);
  }

  private MessageBody open(Field field) {
    out.message(field.number());
    depth++;
    shapes[depth] = field.message();
    arrays[depth] = null;
    maps[depth] = null;
    return this;
  }

  @Override
  public MessageBody object() {
    return open(arrays[depth]);
  }

  @Override
  public MessageBody object(String name) {
    Field field = field(name);
    if (field.kind() == Kind.MESSAGE) {
      return open(field);
    }
    depth++;
    shapes[depth] = field.message(); // has no fields: a map's entries are put by any name
    maps[depth] = field;
    return this;
  }

  @Override
  public MessageBody endObject() {
    if (maps[depth] == null) {
      out.end();
    }
    depth--;
    return this;
  }

  @Override
  public MessageBody array(String name) {
    arrays[depth] = field(name);
    return this;
  }

  @Override
  public MessageBody endArray() {
    arrays[depth] = null;
    return this;
  }

  @Override
  public MessageBody put(String name, String value) {
    Field map = maps[depth];
    if (map == null) {
      out.text(field(name).number(), value);
      return this;
    }
    out.message(map.number()).text(MetaFields.MAP_KEY, name);
    if (map.kind() == Kind.TEXT_MAP) {
      out.text(MetaFields.MAP_VALUE, value);
    } else {
      out.message(MetaFields.MAP_VALUE).text(MetaFields.QUANTITY_TEXT, value).end();
    }
    out.end();
    return this;
  }

  @Override
  public MessageBody put(String name, long value) {
    out.number(field(name).number(), value);
    return this;
  }

  @Override
  public MessageBody put(String name, boolean value) {
    out.flag(field(name).number(), value);
    return this;
  }

  @Override
  public MessageBody putSecond(String name, long epochSecond) {
    return putTime(name, epochSecond, 0);
  }

  /** Writes a {@code MicroTime} property; what is finer than a microsecond is cut off. */
  public MessageBody putMicros(String name, Instant time) {
    return putTime(name, time.getEpochSecond(), time.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO);
  }

  private MessageBody putTime(String name, long second, int nanos) {
    out.message(field(name).number()).number(MetaFields.TIME_SECONDS, second);
    out.number(MetaFields.TIME_NANOS, nanos).end();
    return this;
  }

  @Override
  public MessageBody element(String value) {
    out.text(arrays[depth].number(), value);
    return this;
  }

  /** Ends what is still open and returns the body. */
  public byte[] bytes() {
    return out.bytes();
  }
}
