package io.scaletest.common.profiling;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The response to a request for a profile, to be closed when it was sent or could not be. */
public final class ProfilingPage implements AutoCloseable {
  private static final String CONTENT_TYPE = "Content-Type";

  private final int status;
  private final Map<String, String> headers;
  private final Body body;

  private ProfilingPage(int status, Map<String, String> headers, Body body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static ProfilingPage html(String content) {
    return of(200, "text/html; charset=utf-8", content);
  }

  static ProfilingPage text(String content) {
    return of(200, "text/plain; charset=utf-8", content);
  }

  static ProfilingPage refusal(int status, String reason) {
    return of(status, "text/plain; charset=utf-8", reason + "\n");
  }

  static ProfilingPage redirect(String location) {
    return new ProfilingPage(301, Map.of("Location", location), new Memory(new byte[0]));
  }

  /** Returns {@code file} as a download; closing the page deletes it. */
  static ProfilingPage download(Path file, long length, String name) {
    return new ProfilingPage(200, downloadHeaders(name), new Download(file, length));
  }

  /** Returns {@code content} as a download. */
  static ProfilingPage download(byte[] content, String name) {
    return new ProfilingPage(200, downloadHeaders(name), new Memory(content));
  }

  private static Map<String, String> downloadHeaders(String name) {
    return Map.of(
        CONTENT_TYPE,
        "application/octet-stream",
        "Content-Disposition",
        "attachment; filename=\"" + name + "\"");
  }

  private static ProfilingPage of(int status, String contentType, String content) {
    return new ProfilingPage(
        status,
        Map.of(CONTENT_TYPE, contentType, "X-Content-Type-Options", "nosniff"),
        new Memory(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the header fields, without the length. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the number of bytes of the body. */
  public long length() {
    return body.length();
  }

  /** Writes the body. Does not close {@code out}. */
  public void writeTo(OutputStream out) throws IOException {
    body.writeTo(out);
  }

  /** Deletes what the page kept on disk. */
  @Override
  public void close() throws IOException {
    body.discard();
  }

  private sealed interface Body {
    long length();

    void writeTo(OutputStream out) throws IOException;

    void discard() throws IOException;
  }

  private record Memory(byte[] bytes) implements Body {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }

    @Override
    public void discard() {
      // Nothing is on disk.
    }
  }

  private record Download(Path file, long length) implements Body {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      Files.copy(file, out);
    }

    @Override
    public void discard() throws IOException {
      Files.deleteIfExists(file);
    }
  }
}
