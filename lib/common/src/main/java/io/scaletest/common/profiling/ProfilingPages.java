package io.scaletest.common.profiling;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages under {@code /debug/pprof/}, with the names and the format that Go gave them, for
 * {@code go tool pprof} and compatible readers:
 *
 * <ul>
 *   <li>{@code profile}: CPU time by stack, from {@code ?seconds=N} of sampling;
 *   <li>{@code allocs}, {@code block}, {@code mutex}: allocations, and waits, by stack, in the
 *       seconds to come; a JVM does not keep them from its start, as Go does;
 *   <li>{@code heap}: what is on the heap, by class; {@code ?gc=1} collects garbage first;
 *   <li>{@code goroutine}, {@code threadcreate}: the threads, by stack and by name. With {@code
 *       ?seconds=N} these and {@code heap} give the change within that time;
 *   <li>{@code trace}: a flight recording, for {@code jfr} or JDK Mission Control;
 *   <li>{@code cmdline}: the command line, its words separated by NUL.
 * </ul>
 *
 * <p>With {@code ?debug=1} all but the recordings are text. {@code /debug/jfr} is a flight
 * recording with fewer events than {@code trace}. Whatever takes seconds takes 1 to {@value
 * #MAX_SECONDS} of them, one request at a time.
 *
 * <p>Safe for use by many threads.
 */
public final class ProfilingPages implements AutoCloseable {
  /** What the path of every page begins with. */
  public static final String PREFIX = "/debug/pprof/";

  static final int MAX_SECONDS = 600;

  /** Of {@code profile} and the flight recordings, as Go's of the former. */
  static final int DEFAULT_SECONDS = 30;

  /** Of what Go keeps from the start and gives at once: long enough to see, short to wait for. */
  static final int SHORT_SECONDS = 10;

  private static final String SECONDS = "seconds";
  private static final String BARE_PREFIX = "/debug/pprof";
  private static final String FLIGHT_RECORDING = "/debug/jfr";
  private static final Pattern SHORT_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>/debug/pprof/</title></head><body>
      <h1>/debug/pprof/</h1>
      <ul>
      <li><a href="profile?seconds=30">profile</a>: CPU time by stack, sampled for ?seconds=1 to 600</li>
      <li><a href="heap">heap</a>: objects on the heap by class
       (<a href="heap?gc=1">after a collection</a>, <a href="heap?debug=1">as text</a>)</li>
      <li><a href="allocs?seconds=10">allocs</a>: allocations by stack in the next seconds</li>
      <li><a href="block?seconds=10">block</a>: waits for monitors, locks and conditions of 1 ms and \
      more in the next seconds</li>
      <li><a href="mutex?seconds=10">mutex</a>: the same for monitors and locks alone</li>
      <li><a href="goroutine">goroutine</a>: all threads and where they are
       (<a href="goroutine?debug=1">as text</a>)</li>
      <li><a href="threadcreate">threadcreate</a>: all threads by name</li>
      <li><a href="trace?seconds=30">trace</a>: flight recording with many events
       (<a href="../jfr?seconds=30">with fewer</a>)</li>
      <li><a href="cmdline">cmdline</a>: command line of this process</li>
      </ul>
      <p><code>go tool pprof URL</code> opens all but the last two; flight recordings open in JDK
      Mission Control, or with <code>jfr summary FILE</code>.</p>
      </body></html>
      """;

  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final RecordingTurn turn;

  public ProfilingPages() {
    // A method reference would load the class now, and with it the flight recorder.
    this(kind -> FlightRecording.start(kind));
  }

  ProfilingPages(RecordingTurn.Recorder recorder) {
    turn = new RecordingTurn(recorder);
  }

  /** Returns whether a path belongs to these pages. */
  public static boolean owns(String path) {
    return path.equals(BARE_PREFIX) || path.startsWith(PREFIX) || path.equals(FLIGHT_RECORDING);
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
    try {
      return path.equals(FLIGHT_RECORDING)
          ? flightRecording(query, RecordingKind.DEFAULT, "jfr")
          : page(path.substring(PREFIX.length()), query, number(query, "debug", 0) > 0);
    } catch (ProfilingException e) {
      return ProfilingPage.refusal(e.status(), e.getMessage());
    }
  }

  private ProfilingPage page(String name, String query, boolean asText) throws ProfilingException {
    boolean gc = number(query, "gc", 0) > 0;
    return switch (name) {
      case "" -> ProfilingPage.html(INDEX);
      case "profile" -> recorded(query, RecordingKind.CPU, DEFAULT_SECONDS, name, asText);
      case "allocs" -> recorded(query, RecordingKind.ALLOCATIONS, SHORT_SECONDS, name, asText);
      case "block" -> recorded(query, RecordingKind.BLOCKED, SHORT_SECONDS, name, asText);
      case "mutex" -> recorded(query, RecordingKind.CONTENDED, SHORT_SECONDS, name, asText);
      case "heap" ->
          asText && !has(query, SECONDS)
              ? ProfilingPage.text(JvmDiagnostics.heapHistogram(gc))
              : snapshot(query, () -> Snapshots.heap(gc), name, asText);
      case "goroutine" ->
          asText && !has(query, SECONDS)
              ? ProfilingPage.text(JvmDiagnostics.threadDump())
              : snapshot(query, Snapshots::threads, name, asText);
      case "threadcreate" -> snapshot(query, Snapshots::threadNames, name, asText);
      case "trace" -> flightRecording(query, RecordingKind.DETAILED, name);
      case "cmdline" -> ProfilingPage.text(JvmDiagnostics.commandLine());
      default -> ProfilingPage.refusal(404, "unknown profile; " + PREFIX + " lists all");
    };
  }

  private ProfilingPage flightRecording(String query, RecordingKind kind, String name)
      throws ProfilingException {
    return turn.record(
        seconds(query, DEFAULT_SECONDS), kind, recording -> recording.finish(name + ".jfr"));
  }

  private ProfilingPage recorded(
      String query, RecordingKind kind, int defaultSeconds, String name, boolean asText)
      throws ProfilingException {
    return turn.record(
        seconds(query, defaultSeconds), kind, recording -> recording.finishProfile(name, asText));
  }

  private ProfilingPage snapshot(
      String query, RecordingTurn.Snapshot snapshot, String name, boolean asText)
      throws ProfilingException {
    int seconds = has(query, SECONDS) ? seconds(query, SHORT_SECONDS) : 0;
    Profile profile = seconds == 0 ? snapshot.take() : turn.difference(seconds, snapshot);
    return asText
        ? ProfilingPage.text(profile.text())
        : ProfilingPage.download(
            profile.gzipped(clock.now().toEpochMilli(), TimeUnit.SECONDS.toNanos(seconds), 0),
            name);
  }

  private static int seconds(String query, int defaultSeconds) throws ProfilingException {
    int seconds = number(query, SECONDS, defaultSeconds);
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw badSeconds(Integer.toString(seconds));
    }
    return seconds;
  }

  private static boolean has(String query, String name) {
    return value(query, name).isPresent();
  }

  private static int number(String query, String name, int otherwise) throws ProfilingException {
    Optional<String> given = value(query, name);
    if (given.isEmpty()) {
      return otherwise;
    }
    if (SHORT_NUMBER.matcher(given.get()).matches()) {
      return Integer.parseInt(given.get());
    }
    throw name.equals(SECONDS)
        ? badSeconds(given.get())
        : new ProfilingException(400, name + ": must be a whole number, got " + given.get());
  }

  private static ProfilingException badSeconds(String value) {
    return new ProfilingException(
        400, "seconds: must be a whole number, 1 to " + MAX_SECONDS + ", got " + value);
  }

  /** Returns the first value of a parameter, as Go's pages take it. */
  private static Optional<String> value(String query, String name) {
    return Stream.of(query.split("&"))
        .filter(each -> each.equals(name) || each.startsWith(name + "="))
        .map(each -> each.substring(Math.min(each.length(), name.length() + 1)))
        .findFirst();
  }

  /** Ends a running recording, whose request fails, and refuses new ones. */
  @Override
  public void close() {
    turn.close();
  }
}
