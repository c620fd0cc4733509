package io.scaletest.hollownode.pod;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What can be new in an event of a pod that is known already: most are only the echo of what this
 * process wrote. Nothing else of the pod is made into an object.
 *
 * @param nodeName where the pod is bound to; empty if nowhere
 * @param deletionGraceSeconds -1 where the pod is not being deleted
 * @param conditions the statuses of the kubelet's own conditions, as {@link PodConditions} packs
 *     them
 */
public record PodEcho(
    String uid,
    String nodeName,
    long generation,
    long deletionGraceSeconds,
    String phase,
    int conditions) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Returns the uid of the pod in a watch's event alone, which comes early; empty if none. */
  public static String uidOf(byte[] line, int offset, int length) {
    return read(line, offset, length, true).map(PodEcho::uid).orElse("");
  }

  /** Returns what is in a watch's event; empty where it is no pod's. */
  public static Optional<PodEcho> of(byte[] line, int offset, int length) {
    return read(line, offset, length, false);
  }

  private static Optional<PodEcho> read(byte[] line, int offset, int length, boolean uidOnly) {
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), line, offset, length)) {
      Fields fields = new Fields(uidOnly);
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        fields.readObject(parser);
      }
      return fields.uid.isEmpty() ? Optional.empty() : Optional.of(fields.echo());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static final class Fields {
    private final boolean uidOnly;
    private String uid = "";
    private String nodeName = "";
    private long generation;
    private boolean deleting;
    private long graceSeconds;
    private String phase = "";
    private int conditions;

    Fields(boolean uidOnly) {
      this.uidOnly = uidOnly;
    }

    PodEcho echo() {
      return new PodEcho(
          uid, nodeName, generation, deleting ? graceSeconds : -1, phase, conditions);
    }

    /** Reads the event, then the object in it; ends early once it has what is wanted. */
    void readObject(JsonParser parser) {
      while (!done() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "object" -> readObject(parser);
          case "metadata" -> readMetadata(parser);
          case "spec" -> readSpec(parser);
          case "status" -> readStatus(parser);
          default -> parser.skipChildren();
        }
      }
    }

    private boolean done() {
      return uidOnly && !uid.isEmpty();
    }

    private void readMetadata(JsonParser parser) {
      while (!done() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "uid" -> uid = parser.getString();
          case "generation" -> generation = parser.getLongValue();
          case "deletionTimestamp" -> deleting = true;
          case "deletionGracePeriodSeconds" -> graceSeconds = parser.getLongValue();
          default -> parser.skipChildren();
        }
      }
    }

    private void readSpec(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean node = parser.currentName().equals("nodeName");
        parser.nextToken();
        if (node) {
          nodeName = parser.getString();
        } else {
          parser.skipChildren();
        }
      }
    }

    private void readStatus(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("phase")) {
          phase = parser.getString();
        } else if (name.equals("conditions")) {
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
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "type" -> type = parser.getString();
          case "status" -> status = parser.getString();
          default -> parser.skipChildren();
        }
      }
      conditions = PodConditions.pack(conditions, type, status);
    }
  }
}
