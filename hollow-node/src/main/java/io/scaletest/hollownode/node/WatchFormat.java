package io.scaletest.hollownode.node;

import io.scaletest.watching.heads.EventType;
import io.scaletest.watching.heads.ProtobufEvent;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.EventFrames;
import io.scaletest.watching.object.EventLines;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.util.Arrays;
import java.util.Map;

/** How the events of a watch are encoded. */
enum WatchFormat {
  /** What kubelets speak; objects are handed on as bytes, of which a sink reads what it needs. */
  PROTOBUF {
    @Override
    EventCutter.Framing framing() {
      return EventFrames::new;
    }

    @Override
    Event read(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
      return new OfProtobuf(ProtobufEvent.of(bytes, offset, length), bytes);
    }
  },
  /** For whoever needs objects whole. */
  JSON {
    @Override
    EventCutter.Framing framing() {
      return EventLines::new;
    }

    @Override
    Event read(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
      byte[] line = Arrays.copyOfRange(bytes, offset, offset + length);
      try {
        Map<String, Object> event = JsonTree.parseObject(line);
        EventType type = EventType.of(JsonTree.string(event, "type"));
        return new OfJson(type, JsonTree.child(event, "object"), line);
      } catch (MalformedJsonException e) {
        throw new UnreadableAnswerException(
            "an event of the watch is not the JSON it should be: " + e.getMessage(), e);
      }
    }
  };

  abstract EventCutter.Framing framing();

  /** Reads one event, lent until it has been handed on. */
  abstract Event read(byte[] bytes, int offset, int length) throws UnreadableAnswerException;

  /** An event of a watch. */
  interface Event {
    EventType type();

    /** Returns the {@code Status} that an error carries. */
    ServerStatus status() throws UnreadableAnswerException;

    String resourceVersion() throws UnreadableAnswerException;

    /** Tells whether it is the bookmark behind the last of the initial events. */
    boolean endsInitialEvents() throws UnreadableAnswerException;

    void handTo(WatchSink sink);
  }

  private record OfProtobuf(ProtobufEvent event, byte[] bytes) implements Event {
    @Override
    public EventType type() {
      return event.type();
    }

    @Override
    public ServerStatus status() throws UnreadableAnswerException {
      return event.status();
    }

    @Override
    public String resourceVersion() throws UnreadableAnswerException {
      return event.resourceVersion();
    }

    @Override
    public boolean endsInitialEvents() throws UnreadableAnswerException {
      return event.endsInitialEvents();
    }

    @Override
    public void handTo(WatchSink sink) {
      sink.event(event.type(), bytes, event.offset(), event.length());
    }
  }

  private record OfJson(EventType type, Map<String, Object> object, byte[] line) implements Event {
    @Override
    public ServerStatus status() throws UnreadableAnswerException {
      return new JsonDecoder("").decodeEvent(line, 0, line.length)
              instanceof WatchEvent.Failure failure
          ? failure.status()
          : new ServerStatus(0, "", "", 0);
    }

    @Override
    public String resourceVersion() {
      return JsonTree.text(object, "metadata", "resourceVersion");
    }

    @Override
    public boolean endsInitialEvents() {
      return type == EventType.BOOKMARK
          && JsonTree.text(object, "metadata", "annotations", "k8s.io/initial-events-end")
              .equals("true");
    }

    @Override
    public void handTo(WatchSink sink) {
      sink.object(type, object);
    }
  }
}
