package io.scaletest.player.watch;

import io.scaletest.common.clock.Ticker;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.ChangeListener;
import io.scaletest.watching.reflector.ListOutcome;
import io.scaletest.watching.reflector.ListStyle;
import io.scaletest.watching.reflector.Reflector;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonTree;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list and watch that hands on whole objects, as JSON trees, and keeps at it as client-go's
 * reflectors do. No thread of its own; safe for use by many threads.
 */
public final class ObjectWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectWatch.class);

  private final Reflector reflector;
  private final WholeObjects decoder = new WholeObjects();

  /** Hears of objects, one call after the other, on event loops: must not block. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An object came, changed or went.
     *
     * @param object the new state, the listener's own; of one that went while nobody looked no more
     *     than {@code metadata}'s namespace, name and uid
     * @param readNs when it was read from the connection, on the run's ticker
     */
    void changed(Change.Type type, Map<String, Object> object, long readNs);

    /** A list is complete; what it told has been passed on. */
    default void listed(long nowNs) {}
  }

  /** Returns a watch that does nothing before {@link #start}. */
  public ObjectWatch(WatchParts parts, WatchTarget target, Listener listener) {
    reflector =
        new Reflector(
            parts.transport(),
            target,
            decoder,
            ListStyle.STREAMED,
            new Passing(listener, parts.ticker()),
            parts.timers(),
            parts.ticker(),
            new SplittableRandom(parts.seed()),
            parts.faults());
  }

  /** Begins to list. To be called once. */
  public void start() {
    reflector.start();
  }

  /** Tells whether a list was ever complete. */
  public boolean hasListed() {
    return reflector.hasListed();
  }

  /** Ends it; no call to the listener begins after those under way. Idempotent. */
  @Override
  public void close() {
    reflector.close();
  }

  /** Puts the objects to what the reflector says of them. */
  private final class Passing implements ChangeListener {
    private final Listener listener;
    private final Ticker ticker;

    Passing(Listener listener, Ticker ticker) {
      this.listener = listener;
      this.ticker = ticker;
    }

    @Override
    public void onChange(Change change) {
      Map<String, Object> object =
          decoder.take(change.object().key()).orElseGet(() -> headOf(change.object()));
      listener.changed(change.type(), object, change.readNs());
    }

    private static Map<String, Object> headOf(ObjectState state) {
      return JsonTree.of(
          "metadata",
          JsonTree.of("namespace", state.namespace(), "name", state.name(), "uid", state.uid()));
    }

    @Override
    public void onListed(ListOutcome outcome) {
      decoder.forget();
      listener.listed(ticker.nanos());
    }

    @Override
    public void onProblem(String what, long retryInNs) {
      LOG.debug("{}", what);
    }

    @Override
    public void onRetry(String what, long retryInNs) {
      LOG.debug("{}: asked for again", what);
    }
  }
}
