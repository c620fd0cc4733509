package io.scaletest.player.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** All bytes of a trace, every block inflated, as text that can be searched. */
public final class UnpackedTrace {
  private UnpackedTrace() {}

  public static String of(Path trace) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(trace));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    file.position(Format.MAGIC.length + Format.VERSION_BYTES);
    while (file.hasRemaining()) {
      file.get();
      byte[] stored = new byte[file.getInt()];
      byte[] content = new byte[file.getInt()];
      file.getInt();
      file.get(stored);
      Inflater inflater = new Inflater();
      inflater.setInput(stored);
      try {
        int count = inflater.inflate(content);
        if (count != content.length) {
          throw new IOException("a block is shorter than it says");
        }
      } catch (DataFormatException e) {
        throw new IOException(e);
      } finally {
        inflater.end();
      }
      out.write(content);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
