package io.scaletest.page.html;

import io.scaletest.wire.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * The page's data block: JSON that people can read while it is small, beyond that deflated and in
 * base64, which takes a quarter of the room.
 */
final class PageData {
  /** Longer JSON is deflated. */
  private static final int PLAIN_CHARACTERS_MAX = 200_000;

  private PageData() {}

  /** Returns the script element with the data; nothing in it can end it, whatever the texts are. */
  static String element(Map<String, Object> tree) {
    String json = JsonWriter.text(tree);
    if (json.length() <= PLAIN_CHARACTERS_MAX) {
      return "<script type=\"application/json\" id=\"data\">" + escaped(json) + "</script>";
    }
    return "<script type=\"text/plain\" id=\"data\">" + deflated(json) + "</script>";
  }

  /** Returns JSON whose strings have no character that HTML or JavaScript give a meaning. */
  private static String escaped(String json) {
    return json.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String deflated(String json) {
    var bytes = new ByteArrayOutputStream();
    var deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (var stream = new DeflaterOutputStream(bytes, deflater)) {
      stream.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("no disk is involved", e);
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
