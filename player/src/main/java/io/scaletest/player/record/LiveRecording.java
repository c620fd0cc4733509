package io.scaletest.player.record;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.driving.session.ApiAccess;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.player.watch.ObjectWatch;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What watches of a running cluster show as a trace: objects that are there, then their changes; or
 * pods' lives by their Events. Used once, by one thread, which it blocks until the time is over or
 * a stop is asked for; then the trace is written.
 */
public final class LiveRecording {
  /** Changes that were read and are not yet sorted: some seconds of a busy cluster. */
  private static final int WAITING_MAX = 200_000;

  private static final long LOOK_MS = 200;
  private static final long SEED = 1;
  private static final long NS_PER_S = 1_000_000_000;
  private static final String EVENTS_OF_PODS = "fieldSelector=involvedObject.kind%3DPod";

  private final Settings settings;
  private final StopSignal stop;
  private final Consumer<String> notes;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final RunFaults faults;
  private final Losses losses = new Losses();
  private final BlockingQueue<Seen> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();

  /**
   * What is to be recorded.
   *
   * @param watched resources as kubectl names them; none for Events of pods
   * @param duration for how long; empty for until a stop
   */
  public record Settings(
      ConfigurationSource configuration,
      List<String> watched,
      Optional<Duration> duration,
      Path trace,
      boolean keepValues,
      String program) {
    public Settings {
      watched = List.copyOf(watched);
    }
  }

  private record Seen(
      ObjectKind kind, Change.Type type, Map<String, Object> object, long atNs, boolean initial) {}

  /**
   * @param stop ends the recording; what was seen until then is written
   * @param notes takes a line when all that is there was seen
   */
  public LiveRecording(Settings settings, StopSignal stop, Consumer<String> notes) {
    this.settings = settings;
    this.stop = stop;
    this.notes = notes;
    this.faults = new RunFaults(stop::request);
  }

  /**
   * Records.
   *
   * @return the trace's footer; empty if nothing was there and nothing changed, and no trace was
   *     written
   * @throws ToolException if the server cannot be asked, lacks a kind or does not let it be listed,
   *     or the trace cannot be written
   */
  public Optional<Map<String, Object>> run() throws InterruptedException {
    try (HttpTransport transport =
            ApiAccess.transport(
                ApiAccess.configuration(settings.configuration()),
                TransportLimits.defaults(),
                clock.ticker(),
                ReplyObserver.NONE,
                faults,
                "");
        TimerThread timers = new TimerThread("player-timers", faults);
        SortedTrace sorted = SortedTrace.of(settings.trace())) {
      WatchParts parts = new WatchParts(transport, timers, clock.ticker(), faults, SEED);
      boolean ofEvents = settings.watched().isEmpty();
      List<ObjectKind> kinds = kinds(transport, ofEvents ? List.of("events") : settings.watched());
      Optional<Map<String, Object>> footer =
          ofEvents ? events(parts, kinds.get(0), sorted) : changes(parts, kinds, sorted);
      faults.throwIfAny();
      return footer;
    } catch (IOException e) {
      throw EventRecording.unwritable(settings.trace(), e);
    } catch (UncheckedIOException e) {
      throw EventRecording.unwritable(settings.trace(), e.getCause());
    }
  }

  /** Finds each kind, and asks for one object of it, since a watch that is refused is tried on. */
  private static List<ObjectKind> kinds(ApiTransport transport, List<String> words) {
    KindDiscovery discovery = new KindDiscovery(transport);
    List<ObjectKind> kinds = new ArrayList<>();
    for (String word : words) {
      try {
        ObjectKind kind = discovery.named(word, Set.of("list", "watch"));
        ApiReply reply =
            transport.sendAndWait(
                ApiRequest.get(kind.collectionPath(Optional.empty()) + "?limit=1"));
        if (!reply.succeeded()) {
          throw new ToolException(
              DriverExit.NO_CLIENT,
              "watch: " + kind.resource() + " cannot be listed: " + reply.failure());
        }
        kinds.add(kind);
      } catch (NoSuchKindException e) {
        throw new ToolException(DriverExit.NO_CLIENT, "watch: " + e.getMessage(), e);
      }
    }
    return kinds;
  }

  private interface Taker {
    void take(Seen seen);
  }

  /** Watches until the time is over, and hands on what is seen, on this thread. */
  private void watch(WatchParts parts, List<ObjectKind> kinds, String selector, Taker taker)
      throws InterruptedException {
    List<ObjectWatch> watches = new ArrayList<>();
    try {
      for (ObjectKind kind : kinds) {
        WatchTarget target = new WatchTarget(kind.collectionPath(Optional.empty()), selector);
        watches.add(new ObjectWatch(parts.seeded(watches.size()), target, new Queueing(kind)));
      }
      watches.forEach(ObjectWatch::start);
      long deadlineNs =
          settings.duration().isEmpty()
              ? Long.MAX_VALUE
              : clock.ticker().nanos() + settings.duration().get().toNanos();
      boolean told = false;
      while (!stop.requested() && clock.ticker().nanos() < deadlineNs) {
        drain(taker);
        if (!told && watches.stream().allMatch(ObjectWatch::hasListed)) {
          notes.accept("watching: what is there was listed");
          told = true;
        }
      }
    } finally {
      watches.forEach(ObjectWatch::close);
    }
    for (Seen seen = waiting.poll(); seen != null; seen = waiting.poll()) {
      taker.take(seen);
    }
    losses.add(SourceLoss.CHANGES_DROPPED, dropped.get());
  }

  private void drain(Taker taker) throws InterruptedException {
    Seen seen = waiting.poll(LOOK_MS, TimeUnit.MILLISECONDS);
    if (seen != null) {
      taker.take(seen);
    }
  }

  private Optional<Map<String, Object>> changes(
      WatchParts parts, List<ObjectKind> kinds, SortedTrace sorted)
      throws InterruptedException, IOException {
    BodyScrubber scrubber = new BodyScrubber(settings.keepValues());
    ChangeEntries entries = new ChangeEntries(scrubber, losses);
    losses.add(SourceLoss.CHANGES_ALONE, kinds.size());
    watch(
        parts,
        kinds,
        "",
        seen ->
            entries
                .entry(seen.kind(), seen.type(), seen.object(), seen.atNs(), seen.initial())
                .ifPresent(sorted::add));
    List<Object> watched = new ArrayList<>();
    kinds.forEach(kind -> watched.add(kind.resource()));
    return sorted.write(header("watches", watched), losses, scrubber.scrubbed());
  }

  private Optional<Map<String, Object>> events(
      WatchParts parts, ObjectKind kind, SortedTrace sorted)
      throws InterruptedException, IOException {
    PodEvents events = new PodEvents(losses);
    long beginNs = epochNs(clock.ticker().nanos());
    watch(parts, List.of(kind), EVENTS_OF_PODS, seen -> events.take(seen.object()));
    events.end(OptionalLong.of(beginNs), sorted::add);
    return sorted.write(header("events", List.of(kind.resource())), losses, 0);
  }

  private Map<String, Object> header(String source, List<Object> watched) {
    return JsonTree.of("program", settings.program(), "source", source, "watched", watched);
  }

  private long epochNs(long tickerNs) {
    Instant at = clock.at(tickerNs);
    return at.getEpochSecond() * NS_PER_S + at.getNano();
  }

  /** Puts what a watch shows into the queue: an event loop must not wait for a disk. */
  private final class Queueing implements ObjectWatch.Listener {
    private final ObjectKind kind;
    private volatile boolean listed;

    Queueing(ObjectKind kind) {
      this.kind = kind;
    }

    @Override
    public void changed(Change.Type type, Map<String, Object> object, long readNs) {
      if (!waiting.offer(new Seen(kind, type, object, epochNs(readNs), !listed))) {
        dropped.incrementAndGet();
      }
    }

    @Override
    public void listed(long nowNs) {
      listed = true;
    }
  }
}
