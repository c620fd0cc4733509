package io.scaletest.controlplane.cluster;

import io.scaletest.common.credentials.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the files in which a command tells the next one what it started: JSON with a
 * schema and its version, for the owner's eyes. Stateless.
 */
public final class StateFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private StateFile() {}

  /** Returns an object that says its schema, to be filled and given to {@link #write}. */
  public static ObjectNode begin(String schema, int version) {
    return JSON.createObjectNode().put("schema", schema).put("schemaVersion", version);
  }

  /** Writes an object to a file of mode 0600, whole or not at all. */
  public static void write(Path file, ObjectNode root) throws IOException {
    PrivateFile.write(file, JSON.writeValueAsString(root) + "\n");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if there is no such file, or it says another schema or version
   * @throws tools.jackson.core.JacksonException if it is no JSON
   */
  public static JsonNode read(Path file, String schema, int version) throws IOException {
    JsonNode root = JSON.readTree(Files.readString(file));
    String found = root.path("schema").asString("none");
    int foundVersion = root.path("schemaVersion").asInt(0);
    if (!found.equals(schema) || foundVersion != version) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: schema %s version %d, not %s version %d",
              file,
              found,
              foundVersion,
              schema,
              version));
    }
    return root;
  }
}
