package io.scaletest.embedded.api;

import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content negotiation of objects: as they are, as rows of a table, or their metadata alone. The
 * first of the Accept header's media types that is known counts.
 */
enum Representation {
  OBJECT {
    @Override
    byte[] one(Tables tables, ResourceType type, StoredObject object) {
      return Conversion.from(object.json(), type);
    }

    @Override
    byte[] list(Tables tables, Page page) {
      JsonWriter out = new JsonWriter();
      String kind = page.type().kind() + "List";
      head(out, kind, page.type().apiVersion(), page).array("items");
      page.objects().forEach(each -> out.raw(Conversion.from(each.json(), page.type())));
      return out.endArray().endObject().endLine().bytes();
    }
  },
  TABLE {
    @Override
    byte[] one(Tables tables, ResourceType type, StoredObject object) {
      return JsonWriter.bytes(tables.table(List.of(object), JsonTree.of()));
    }

    @Override
    byte[] list(Tables tables, Page page) {
      return JsonWriter.bytes(tables.table(page.objects(), page.metadata()));
    }
  },
  METADATA {
    @Override
    byte[] one(Tables tables, ResourceType type, StoredObject object) {
      return JsonWriter.bytes(partial(object));
    }

    @Override
    byte[] list(Tables tables, Page page) {
      JsonWriter out = new JsonWriter();
      head(out, "PartialObjectMetadataList", "meta.k8s.io/v1", page);
      List<Map<String, Object>> items =
          page.objects().stream().map(Representation::partial).toList();
      return out.putValue("items", items).endObject().endLine().bytes();
    }
  };

  private static final String JSON = "application/json";

  private static JsonWriter head(JsonWriter out, String kind, String apiVersion, Page page) {
    out.object().put("kind", kind).put("apiVersion", apiVersion);
    return out.putValue("metadata", page.metadata());
  }

  private static Map<String, Object> partial(StoredObject object) {
    return JsonTree.of(
        "kind",
        "PartialObjectMetadata",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        JsonTree.ownObject(object.json()).get("metadata"));
  }

  /**
   * Returns what a request asks for; {@link ProtobufResponder} sees to the encoding.
   *
   * @throws ApiException if there is no such form of objects of this type
   */
  static Representation of(Request request, ResourceType type) {
    if (request.accept().isEmpty() || request.accept().equals(JSON)) {
      return OBJECT;
    }
    boolean hasProtobuf = KubernetesProtobuf.has(type.apiVersion(), type.kind());
    for (String range : request.accept().toLowerCase(Locale.ROOT).split(",")) {
      String media = range.replace(" ", "");
      boolean protobuf = media.startsWith(KubernetesProtobuf.MEDIA_TYPE);
      if (protobuf || media.startsWith(JSON)) {
        if (media.contains("as=partialobjectmetadata")) {
          return METADATA;
        }
        boolean table = media.contains("as=table");
        if (!protobuf || !table && hasProtobuf) {
          return table ? TABLE : OBJECT;
        }
      } else if (media.startsWith("*/*") || media.startsWith("application/*")) {
        return OBJECT;
      }
    }
    throw ApiException.notAcceptable(
        hasProtobuf ? JSON + ", " + KubernetesProtobuf.MEDIA_TYPE : JSON);
  }

  /** Returns one object as JSON, in a version that it was asked for in. */
  abstract byte[] one(Tables tables, ResourceType type, StoredObject object);

  /** Returns a list as JSON. */
  abstract byte[] list(Tables tables, Page page);
}
