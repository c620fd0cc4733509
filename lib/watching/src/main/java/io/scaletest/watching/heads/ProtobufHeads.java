package io.scaletest.watching.heads;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.EventFrames;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.util.function.Consumer;

/** Reads the API server's protobuf. */
public final class ProtobufHeads implements HeadReader {
  private static final int LIST_META_VERSION = MetaShapes.LIST_META.number("resourceVersion");
  private static final int LIST_ITEMS = MetaShapes.LIST.number("items");

  private final JsonHeads json = new JsonHeads();

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
    ProtobufEvent event = ProtobufEvent.of(bytes, offset, length);
    if (event.isJson()) {
      return json.object(event.type(), bytes, event.offset(), event.length());
    }
    try {
      return head(event.type(), event.metadata());
    } catch (MalformedProtobufException e) {
      throw ProtobufEvent.unreadable(e);
    }
  }

  private static EventHead head(EventType type, ProtobufFields metadata)
      throws MalformedProtobufException {
    String namespace = "";
    String name = "";
    String resourceVersion = "";
    long stampEpochMs = ObjectState.NO_TIME;
    while (metadata.next()) {
      if (metadata.is(MetaFields.NAME)) {
        name = metadata.text();
      } else if (metadata.is(MetaFields.NAMESPACE)) {
        namespace = metadata.text();
      } else if (metadata.is(MetaFields.RESOURCE_VERSION)) {
        resourceVersion = metadata.text();
      } else if (metadata.is(MetaFields.ANNOTATIONS)) {
        ProtobufFields annotation = metadata.message();
        if (type.isStampKey(annotation.find(MetaFields.MAP_KEY))) {
          stampEpochMs = ObjectState.stamp(annotation.find(MetaFields.MAP_VALUE).text());
        }
      }
    }
    return new EventHead(type, namespace, name, resourceVersion, stampEpochMs);
  }

  @Override
  public ServerStatus failure(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    return ProtobufEvent.of(bytes, offset, length).status();
  }

  @Override
  public ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
      throws UnreadableAnswerException {
    try {
      return list(ProtobufObject.fields(bytes, 0, bytes.length), seenVersion, updated);
    } catch (MalformedProtobufException e) {
      throw ProtobufEvent.unreadable(e);
    }
  }

  private static ListHead list(ProtobufFields list, long seenVersion, Consumer<EventHead> updated)
      throws MalformedProtobufException, UnreadableAnswerException {
    String resourceVersion = "";
    int objects = 0;
    int newer = 0;
    while (list.next()) {
      if (list.is(MetaFields.METADATA) && resourceVersion.isEmpty()) {
        resourceVersion = text(LIST_META_VERSION, list.message());
      } else if (list.is(LIST_ITEMS)) {
        objects++;
        EventHead item = head(EventType.MODIFIED, list.message().first(MetaFields.METADATA));
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
      ServerStatus read = ProtobufEvent.status(ProtobufObject.fields(bytes, 0, bytes.length));
      return new ServerStatus(httpStatus, read.reason(), read.message(), read.retryAfterSeconds());
    } catch (MalformedProtobufException e) {
      return json.refusal(httpStatus, bytes);
    }
  }

  @Override
  public String text(EventHead head, byte[] bytes, int offset, int length) {
    return head.key() + " at version " + head.resourceVersion() + ", " + length + " bytes";
  }
}
