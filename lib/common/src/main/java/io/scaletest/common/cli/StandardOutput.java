package io.scaletest.common.cli;

import io.scaletest.common.exit.PathText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * This process's standard output, which keeps its first write failure: a {@link PrintStream} hides
 * it. Safe for use by many threads.
 */
final class StandardOutput extends OutputStream {
  private static final int BUFFER_BYTES = 128;

  /** The reader has closed its end, as {@code head} does; that is no failure. */
  private static final String READER_GONE = "Broken pipe";

  private final OutputStream file;
  private volatile IOException failure;

  StandardOutput(OutputStream file) {
    this.file = file;
  }

  /**
   * Makes it {@link System#out}. Where the locale says nothing about the encoding (C, POSIX, none),
   * it and standard error are UTF-8, as of Go's programs, instead of question marks.
   */
  static StandardOutput install() {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    if (PathText.isAsciiLocale()) {
      System.setErr(stream(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8));
      System.setOut(stream(output, StandardCharsets.UTF_8));
    } else {
      System.setOut(stream(output, encoding()));
    }
    return output;
  }

  /** Returns the encoding of {@link System#out}, which JDK 17 has under these names only. */
  private static Charset encoding() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  private static PrintStream stream(OutputStream to, Charset encoding) {
    return new PrintStream(new BufferedOutputStream(to, BUFFER_BYTES), true, encoding);
  }

  /** Returns why something that was written is lost; empty where nothing is. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure == null && !READER_GONE.equals(e.getMessage())) {
        failure = e;
      }
      throw e;
    }
  }
}
