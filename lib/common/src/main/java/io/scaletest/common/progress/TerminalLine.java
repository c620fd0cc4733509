package io.scaletest.common.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.OptionalInt;

/**
 * A status line shared with other output: owns a stream, usually standard error, whose last line
 * may be a text that changes.
 *
 * <p>All other output must go through {@link #asPrintStream()} or {@link #print}: both take the
 * changing text away, write their own, and put it back below. On an output that is no terminal
 * there is no changing text and everything just passes through.
 *
 * <p>Safe for use by many threads; lines of different threads never mix as long as each is written
 * at once.
 */
public final class TerminalLine {
  /** To the line's start, and erase to its end. */
  private static final String ERASE = "\r\u001B[K";

  /** Without automatic wrap the terminal itself cuts a line that is too long for it. */
  private static final String WRAP_OFF = "\u001B[?7l";

  /** The blank is what a cut line shows in the last column, else it would be its last character. */
  private static final String WRAP_ON = " \u001B[?7h";

  private final PrintStream out;
  private final boolean terminal;
  private final OptionalInt columns;

  @GuardedBy("this")
  private String text = "";

  @GuardedBy("this")
  private boolean shown;

  @GuardedBy("this")
  private boolean midLine;

  /**
   * Takes an output over.
   *
   * @param terminal whether it understands control sequences, {@link Terminal#isStandardErrorOne}
   * @param columns its width if known; a longer text is cut
   */
  public TerminalLine(PrintStream out, boolean terminal, OptionalInt columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
  }

  /** Returns the line of this process's standard error. */
  public static TerminalLine ofStandardError() {
    return new TerminalLine(
        System.err, Terminal.isStandardErrorOne(), Terminal.columns(System.getenv()));
  }

  /** Returns whether {@link #overwrite} shows anything. */
  public boolean isTerminal() {
    return terminal;
  }

  /** Writes a line that stays. */
  public synchronized void print(String line) {
    hide();
    out.println(line);
    midLine = false;
    show();
    out.flush();
  }

  /**
   * Replaces the changing text; an empty one removes it. Does nothing if this is no terminal.
   *
   * @param newText without line end
   */
  public synchronized void overwrite(String newText) {
    if (!terminal) {
      return;
    }
    text = cut(newText);
    hide();
    show();
    out.flush();
  }

  /** Removes the changing text. */
  public void clear() {
    overwrite("");
  }

  /**
   * Returns a stream for everything else that is written to the output, such as log lines. Closing
   * it flushes only.
   */
  public PrintStream asPrintStream() {
    return new PrintStream(new Interleaved(), true);
  }

  /** All but the last column: some terminals wrap as soon as that is filled. */
  private String cut(String whole) {
    int room = columns.isPresent() ? columns.getAsInt() - 1 : whole.length();
    return whole.length() <= room ? whole : whole.substring(0, room);
  }

  @GuardedBy("this")
  private void hide() {
    if (shown) {
      out.print(ERASE);
      shown = false;
    }
  }

  @GuardedBy("this")
  private void show() {
    if (!text.isEmpty() && !midLine) {
      // The cursor waits at the line's start, where a ^C that is typed moves nothing to the next
      // line.
      out.print(WRAP_OFF + text + WRAP_ON + '\r');
      shown = true;
    }
  }

  private final class Interleaved extends OutputStream {
    @Override
    public void write(int oneByte) {
      write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return;
      }
      synchronized (TerminalLine.this) {
        hide();
        out.write(bytes, offset, length);
        midLine = bytes[offset + length - 1] != '\n';
        show();
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
