package io.scaletest.gc;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One page of a list, of which only names are kept.
 *
 * @param names the objects' names, in the server's order
 * @param continueToken what to ask the next page with; empty on the last page
 */
record ObjectPage(List<String> names, String continueToken) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a list object of the Kubernetes API.
   *
   * @throws JacksonException if {@code body} is not JSON
   */
  static ObjectPage parse(byte[] body) {
    List<String> names = new ArrayList<>();
    String token = "";
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("metadata")) {
          token = stringIn(json, "continue");
        } else if (field.equals("items") && json.currentToken() == JsonToken.START_ARRAY) {
          readItems(json, names);
        } else {
          json.skipChildren();
        }
      }
    }
    return new ObjectPage(List.copyOf(names), token);
  }

  private static void readItems(JsonParser json, List<String> names) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isMetadata = json.currentName().equals("metadata");
        json.nextToken();
        if (isMetadata) {
          names.add(stringIn(json, "name"));
        } else {
          json.skipChildren();
        }
      }
    }
  }

  /** Reads the object at which {@code json} stands; returns its field, or "" without one. */
  private static String stringIn(JsonParser json, String field) {
    String value = "";
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
