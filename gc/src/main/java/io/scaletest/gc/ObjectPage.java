package io.scaletest.gc;

import io.scaletest.kube.names.ScaletestNames;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One page of a list of whatever kind, of which a few fields of the metadata are kept; all else is
 * skipped unread.
 *
 * @param objects the objects, in the server's order
 * @param continueToken what to ask the next page with; empty on the last page
 */
record ObjectPage(List<ListedObject> objects, String continueToken) {
  /** Asks for metadata alone; a server that has no such answer gives whole objects. */
  static final String MEDIA_TYPES =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a list object of the Kubernetes API.
   *
   * @throws JacksonException if {@code body} is not JSON
   */
  static ObjectPage parse(byte[] body) {
    List<ListedObject> objects = new ArrayList<>();
    String token = "";
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("metadata")) {
          token = stringIn(json, "continue");
        } else if (field.equals("items") && json.currentToken() == JsonToken.START_ARRAY) {
          readItems(json, objects);
        } else {
          json.skipChildren();
        }
      }
    }
    return new ObjectPage(List.copyOf(objects), token);
  }

  private static void readItems(JsonParser json, List<ListedObject> objects) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isMetadata = json.currentName().equals("metadata");
        json.nextToken();
        if (isMetadata) {
          objects.add(metadata(json));
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static ListedObject metadata(JsonParser json) {
    String namespace = "";
    String name = "";
    String runLabel = "";
    boolean beingDeleted = false;
    List<String> finalizers = List.of();
    boolean controlled = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "namespace" -> namespace = json.getString();
        case "name" -> name = json.getString();
        case "labels" -> runLabel = stringIn(json, ScaletestNames.RUN_LABEL_KEY);
        case "deletionTimestamp" -> beingDeleted = json.currentToken() != JsonToken.VALUE_NULL;
        case "finalizers" -> finalizers = strings(json);
        case "ownerReferences" -> controlled = hasController(json);
        default -> json.skipChildren();
      }
    }
    return new ListedObject(namespace, name, runLabel, beingDeleted, finalizers, controlled);
  }

  private static List<String> strings(JsonParser json) {
    List<String> strings = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        strings.add(json.getString());
      }
    }
    return List.copyOf(strings);
  }

  private static boolean hasController(JsonParser json) {
    boolean found = false;
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        found |= stringIn(json, "controller").equals("true");
      }
    }
    return found;
  }

  /** Reads the object at which {@code json} stands; returns its field, or "" without one. */
  private static String stringIn(JsonParser json, String field) {
    String value = "";
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return value;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isWanted = json.currentName().equals(field);
      json.nextToken();
      if (isWanted) {
        value = json.getString();
      } else {
        json.skipChildren();
      }
    }
    return value;
  }
}
