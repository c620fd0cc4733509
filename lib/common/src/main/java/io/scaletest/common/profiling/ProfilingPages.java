package io.scaletest.common.profiling;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages under {@code /debug/pprof/}, with the names that Go gave them:
 *
 * <ul>
 *   <li>{@code goroutine}: a dump of all threads;
 *   <li>{@code heap}: a histogram of the heap by class; {@code ?gc=1} collects garbage first;
 *   <li>{@code profile} and {@code trace}: a flight recording of {@code ?seconds=N}, 1 to {@value
 *       #MAX_SECONDS}, for {@code jfr} or JDK Mission Control; {@code trace} samples more often and
 *       records more events;
 *   <li>{@code cmdline}: the command line, its words separated by NUL.
 * </ul>
 *
 * <p>Safe for use by many threads. One recording runs at a time.
 */
public final class ProfilingPages implements AutoCloseable {
  /** What the path of every page begins with. */
  public static final String PREFIX = "/debug/pprof/";

  static final int MAX_SECONDS = 600;
  static final int DEFAULT_SECONDS = 30;

  private static final String BARE_PREFIX = "/debug/pprof";
  private static final Pattern SECONDS = Pattern.compile("(?:^|&)seconds=([^&]*)");
  private static final Pattern GC = Pattern.compile("(?:^|&)gc=[1-9]");
  private static final Pattern SHORT_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>/debug/pprof/</title></head><body>
      <h1>/debug/pprof/</h1>
      <ul>
      <li><a href="goroutine">goroutine</a>: all threads and where they are</li>
      <li><a href="heap">heap</a>: objects on the heap by class
       (<a href="heap?gc=1">after a collection</a>)</li>
      <li><a href="profile?seconds=30">profile</a>: flight recording of ?seconds=1 to 600, \
      low overhead</li>
      <li><a href="trace?seconds=30">trace</a>: the same with more events and samples</li>
      <li><a href="cmdline">cmdline</a>: command line of this process</li>
      </ul>
      <p>Recordings open in JDK Mission Control, or with <code>jfr summary FILE</code>.</p>
      </body></html>
      """;

  private final RecordingTurn turn;

  public ProfilingPages() {
    // A method reference would load the class now, and with it the flight recorder.
    this(settings -> FlightRecording.start(settings));
  }

  ProfilingPages(RecordingTurn.Recorder recorder) {
    turn = new RecordingTurn(recorder);
  }

  /** Returns whether a path belongs to these pages. */
  public static boolean owns(String path) {
    return path.equals(BARE_PREFIX) || path.startsWith(PREFIX);
  }

  /**
   * Returns the page at a path that these pages {@linkplain #owns own}.
   *
   * <p>A recording takes as long as asked for: do not call this on an event loop. Interrupting the
   * thread ends the recording and discards it.
   *
   * @param rawQuery the query as in the request line, or null
   */
  public ProfilingPage page(String path, String rawQuery) {
    if (path.equals(BARE_PREFIX)) {
      return ProfilingPage.redirect(PREFIX);
    }
    String query = rawQuery == null ? "" : rawQuery;
    String name = path.substring(PREFIX.length());
    try {
      return switch (name) {
        case "" -> ProfilingPage.html(INDEX);
        case "goroutine" -> ProfilingPage.text(JvmDiagnostics.threadDump());
        case "heap" -> ProfilingPage.text(JvmDiagnostics.heapHistogram(GC.matcher(query).find()));
        case "profile" -> recording(query, "default", name);
        case "trace" -> recording(query, "profile", name);
        case "cmdline" -> ProfilingPage.text(JvmDiagnostics.commandLine());
        default -> ProfilingPage.refusal(404, "unknown profile; " + PREFIX + " lists all");
      };
    } catch (ProfilingException e) {
      return ProfilingPage.refusal(e.status(), e.getMessage());
    }
  }

  private ProfilingPage recording(String query, String settings, String name)
      throws ProfilingException {
    return turn.record(seconds(query), settings, name + ".jfr");
  }

  private static int seconds(String query) throws ProfilingException {
    Matcher given = SECONDS.matcher(query);
    if (!given.find()) {
      return DEFAULT_SECONDS;
    }
    String value = given.group(1);
    int seconds = SHORT_NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new ProfilingException(
          400, "seconds: must be a whole number, 1 to " + MAX_SECONDS + ", got " + value);
    }
    return seconds;
  }

  /** Ends a running recording, whose requester is told, and refuses new ones. */
  @Override
  public void close() {
    turn.close();
  }
}
