package io.scaletest.watching.protobuf;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.heads.EventType;
import io.scaletest.watching.heads.ProtobufEvent;
import io.scaletest.watching.heads.ProtobufHeads;
import io.scaletest.watching.object.ContentDigest;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ListPage;
import io.scaletest.watching.object.ObjectDecoder;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.MetaShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the API server's protobuf field by field; nothing is made of fields that nobody reads.
 * Asks for JSON as second best, as custom resources have nothing else, and decodes that, too: a
 * list, a watch, or the one {@code Status} that a server put as JSON into a watch of protobuf.
 *
 * <p>For one thread at a time.
 */
public final class ProtobufDecoder implements ObjectDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(ProtobufDecoder.class);

  /**
   * Number of {@code spec} and {@code data} in the kinds that have one. <i>Source:</i> the API's
   * conventions, and its {@code generated.proto} files.
   */
  static final int CONTENT = 2;

  private static final int LIST_META_VERSION = MetaShapes.LIST_META.number("resourceVersion");
  private static final int LIST_META_CONTINUE = MetaShapes.LIST_META.number("continue");
  private static final int LIST_ITEMS = MetaShapes.LIST.number("items");

  private final JsonDecoder json;
  private final ProtobufHeads heads = new ProtobufHeads();
  private boolean jsonSeen;

  /** The namespace last read, as most objects share theirs. */
  private String lastNamespace = "";

  /**
   * @param contentField the top-level field that is the content of an object in JSON
   */
  public ProtobufDecoder(String contentField) {
    this.json = new JsonDecoder(contentField);
  }

  @Override
  public String accept() {
    return ApiRequest.PROTOBUF_OR_JSON;
  }

  @Override
  public EventCutter.Framing framing() {
    return FramesOrLines::new;
  }

  @Override
  public WatchEvent decodeEvent(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    if (isJson(bytes, offset, length)) {
      return json.decodeEvent(bytes, offset, length);
    }
    ProtobufEvent event = ProtobufEvent.of(bytes, offset, length);
    EventType type = event.type();
    if (event.isJson()) {
      return json.decodeObject(type.name(), bytes, event.offset(), event.length());
    }
    return switch (type) {
      case ADDED -> change(WatchEvent.Type.ADDED, bytes, event);
      case MODIFIED -> change(WatchEvent.Type.MODIFIED, bytes, event);
      case DELETED -> change(WatchEvent.Type.DELETED, bytes, event);
      case BOOKMARK -> new WatchEvent.Bookmark(event.resourceVersion(), event.endsInitialEvents());
      case ERROR -> new WatchEvent.Failure(event.status());
    };
  }

  private WatchEvent change(WatchEvent.Type type, byte[] bytes, ProtobufEvent event)
      throws UnreadableAnswerException {
    try {
      var object = new ProtobufFields(bytes, event.offset(), event.length());
      return new WatchEvent.ObjectEvent(type, object(bytes, object));
    } catch (MalformedProtobufException e) {
      throw ProtobufEvent.unreadable(e);
    }
  }

  @Override
  public ListPage decodeList(byte[] bytes) throws UnreadableAnswerException {
    if (isJson(bytes, 0, bytes.length)) {
      return json.decodeList(bytes);
    }
    String resourceVersion = "";
    String continueToken = "";
    List<ObjectState> items = new ArrayList<>();
    try {
      ProtobufFields list = ProtobufObject.fields(bytes, 0, bytes.length);
      while (list.next()) {
        if (list.is(MetaFields.METADATA)) {
          ProtobufFields metadata = list.message();
          while (metadata.next()) {
            if (metadata.is(LIST_META_VERSION)) {
              resourceVersion = metadata.text();
            } else if (metadata.is(LIST_META_CONTINUE)) {
              continueToken = metadata.text();
            }
          }
        } else if (list.is(LIST_ITEMS)) {
          items.add(object(bytes, list.message()));
        }
      }
    } catch (MalformedProtobufException e) {
      throw ProtobufEvent.unreadable(e);
    }
    if (resourceVersion.isEmpty()) {
      throw new UnreadableAnswerException("a list has no resourceVersion");
    }
    return new ListPage(resourceVersion, continueToken, items);
  }

  @Override
  public ServerStatus decodeStatus(int httpStatus, byte[] bytes) {
    return heads.refusal(httpStatus, bytes);
  }

  private ObjectState object(byte[] bytes, ProtobufFields object)
      throws MalformedProtobufException, UnreadableAnswerException {
    var found = new Found();
    while (object.next()) {
      if (object.is(MetaFields.METADATA)) {
        readMetadata(bytes, object.message(), found);
      } else if (object.is(CONTENT)) {
        found.digest += ContentDigest.field(CONTENT, bytes, object.offset(), object.length());
      }
    }
    if (found.name.isEmpty()) {
      throw new UnreadableAnswerException("an object has no name");
    }
    return new ObjectState(
        found.namespace,
        found.name,
        found.uid,
        found.resourceVersion,
        found.creationEpochSecond,
        found.createEpochMs,
        found.updateEpochMs,
        found.digest);
  }

  private void readMetadata(byte[] bytes, ProtobufFields metadata, Found found)
      throws MalformedProtobufException {
    while (metadata.next()) {
      if (metadata.is(MetaFields.NAME)) {
        found.name = metadata.text();
      } else if (metadata.is(MetaFields.NAMESPACE)) {
        found.namespace = sharedNamespace(metadata.text());
      } else if (metadata.is(MetaFields.UID)) {
        found.uid = metadata.text();
      } else if (metadata.is(MetaFields.RESOURCE_VERSION)) {
        found.resourceVersion = metadata.text();
      } else if (metadata.is(MetaFields.CREATION_TIMESTAMP)) {
        found.creationEpochSecond = seconds(metadata.message());
      } else if (metadata.is(MetaFields.LABELS) || metadata.is(MetaFields.ANNOTATIONS)) {
        // The numbers of both are far from that of the content.
        found.digest +=
            ContentDigest.field(metadata.field(), bytes, metadata.offset(), metadata.length());
        if (metadata.is(MetaFields.ANNOTATIONS)) {
          readStamp(metadata.message(), found);
        }
      }
    }
  }

  private static void readStamp(ProtobufFields annotation, Found found)
      throws MalformedProtobufException {
    String key = annotation.find(MetaFields.MAP_KEY).text();
    if (key.equals(ScaletestNames.CREATE_TIMESTAMP)) {
      found.createEpochMs = ObjectState.stamp(annotation.find(MetaFields.MAP_VALUE).text());
    } else if (key.equals(ScaletestNames.UPDATE_TIMESTAMP)) {
      found.updateEpochMs = ObjectState.stamp(annotation.find(MetaFields.MAP_VALUE).text());
    }
  }

  private static long seconds(ProtobufFields time) throws MalformedProtobufException {
    while (time.next()) {
      if (time.isNumber(MetaFields.TIME_SECONDS)) {
        return time.number();
      }
    }
    return ObjectState.NO_TIME; // a Time that is null has no fields
  }

  private String sharedNamespace(String namespace) {
    if (!namespace.equals(lastNamespace)) {
      lastNamespace = namespace;
    }
    return lastNamespace;
  }

  private boolean isJson(byte[] bytes, int offset, int length) {
    boolean json = length > 0 && bytes[offset] == '{';
    if (json && !jsonSeen) {
      jsonSeen = true;
      LOG.info("the server answers in JSON: it has no protobuf of these objects");
    }
    return json;
  }

  /** What has been found of an object so far. */
  private static final class Found {
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String resourceVersion = "";
    private long creationEpochSecond = ObjectState.NO_TIME;
    private long createEpochMs = ObjectState.NO_TIME;
    private long updateEpochMs = ObjectState.NO_TIME;
    private long digest;
  }
}
