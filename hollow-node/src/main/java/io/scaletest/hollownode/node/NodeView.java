package io.scaletest.hollownode.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a kubelet wants to know of a Node on the server.
 *
 * @param readyStatus status of the Ready condition; empty where there is none
 */
public record NodeView(
    String name,
    String uid,
    Map<String, String> labels,
    List<String> podCidrs,
    String readyStatus) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final NodeView NONE = new NodeView("", "", Map.of(), List.of(), "");

  /** Returns the view of an object, or of the object in a watch's event; all empty if neither. */
  public static NodeView of(byte[] json, int offset, int length) {
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), json, offset, length)) {
      Builder builder = new Builder();
      builder.read(parser);
      return new NodeView(
          builder.name,
          builder.uid,
          Map.copyOf(builder.labels),
          List.copyOf(builder.cidrs),
          builder.ready);
    } catch (JacksonException e) {
      return NONE;
    }
  }

  private static final class Builder {
    private final Map<String, String> labels = new HashMap<>();
    private final List<String> cidrs = new ArrayList<>(0);
    private String name = "";
    private String uid = "";
    private String ready = "";

    void read(JsonParser parser) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readObject(parser);
      }
    }

    private void readObject(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        switch (property) {
          case "object" -> readObject(parser);
          case "metadata" -> readMetadata(parser);
          case "spec" -> readSpec(parser);
          case "status" -> readStatus(parser);
          default -> parser.skipChildren();
        }
      }
    }

    private void readMetadata(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        switch (property) {
          case "name" -> name = parser.getString();
          case "uid" -> uid = parser.getString();
          case "labels" -> readLabels(parser);
          default -> parser.skipChildren();
        }
      }
    }

    private void readLabels(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        labels.put(key, parser.getString());
      }
    }

    private void readSpec(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        if (property.equals("podCIDRs")) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            cidrs.add(parser.getString());
          }
        } else {
          parser.skipChildren();
        }
      }
    }

    private void readStatus(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        if (property.equals("conditions")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            readCondition(parser);
          }
        } else {
          parser.skipChildren();
        }
      }
    }

    private void readCondition(JsonParser parser) {
      String type = "";
      String status = "";
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        switch (property) {
          case "type" -> type = parser.getString();
          case "status" -> status = parser.getString();
          default -> parser.skipChildren();
        }
      }
      if (type.equals(NodeCondition.READY.type)) {
        ready = status;
      }
    }
  }
}
