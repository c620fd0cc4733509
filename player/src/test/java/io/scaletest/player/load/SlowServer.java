package io.scaletest.player.load;

import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.testkit.clock.ManualTicker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Answers each request after a time of its own, by a clock that the test moves. */
public final class SlowServer implements ApiTransport {
  private static final byte[] NO_BODY = {};

  private final ManualTicker ticker;
  private final ToLongFunction<ApiRequest> serviceNs;
  private final ToIntFunction<ApiRequest> status;
  private final PriorityQueue<Due> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Due::ns));
  private final List<Served> all = new ArrayList<>();
  private final List<Watched> watches = new ArrayList<>();
  private Function<ApiRequest, byte[]> bodies = request -> NO_BODY;
  private long headNs;

  /** What the server does at a time. */
  private record Due(long ns, Runnable action) {}

  /** A request with when it was sent and when it is answered. */
  public record Served(
      ApiRequest request, long sentNs, long endNs, int status, ReplyListener listener) {}

  /**
   * @param status of the answer; 0 for a connection that broke
   */
  public SlowServer(
      ManualTicker ticker, ToLongFunction<ApiRequest> serviceNs, ToIntFunction<ApiRequest> status) {
    this.ticker = ticker;
    this.serviceNs = serviceNs;
    this.status = status;
  }

  /** Has answers bodies, which are made when they are sent. */
  public SlowServer answering(Function<ApiRequest, byte[]> making) {
    bodies = making;
    return this;
  }

  /** Has watches wait this long for the heads of their answers; none without. */
  public SlowServer openingAfter(long ns) {
    headNs = ns;
    return this;
  }

  public List<Served> all() {
    return all;
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    long nowNs = ticker.nanos();
    Served served =
        new Served(
            request,
            nowNs,
            nowNs + serviceNs.applyAsLong(request),
            status.applyAsInt(request),
            listener);
    all.add(served);
    underWay.add(new Due(served.endNs(), () -> answer(served)));
    return StreamHandle.NONE;
  }

  /** Runs a loop to its end: time goes from what is due to what is answered. */
  void run(WorkloadLoop loop) {
    run(loop, loop::begin);
  }

  /**
   * Does the same with any loop.
   *
   * @param begin fixes its start
   */
  public void run(DrivingLoop loop, Runnable begin) {
    begin.run();
    long nextNs = loop.step(ticker.nanos());
    while (nextNs != Pacer.DONE) {
      Due first = underWay.peek();
      if (first != null && first.ns() <= nextNs) {
        advanceTo(first.ns());
        underWay.remove().action().run();
      } else {
        advanceTo(nextNs);
      }
      nextNs = loop.step(ticker.nanos());
    }
  }

  private void advanceTo(long ns) {
    ticker.advanceNs(Math.max(0, ns - ticker.nanos()));
  }

  private void answer(Served served) {
    String failure = served.status() >= 200 && served.status() < 300 ? "" : "no " + served.status();
    served
        .listener()
        .answered(
            new ApiReply(
                served.status(),
                bodies.apply(served.request()),
                failure,
                served.sentNs(),
                served.sentNs(),
                ticker.nanos()));
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    Watched watch = new Watched(request, ticker.nanos(), listener);
    watches.add(watch);
    if (headNs == 0) {
      watch.open();
    } else {
      underWay.add(new Due(ticker.nanos() + headNs, watch::open));
    }
    return watch;
  }

  /** Returns the watches, in the order in which they were opened. */
  public List<Watched> watches() {
    return watches;
  }

  /** A watch that brings nothing, with when it was asked for and ended. */
  public final class Watched implements StreamHandle {
    private final ApiRequest request;
    private final long openedNs;
    private final StreamListener listener;
    private long endedNs = Long.MAX_VALUE;

    private Watched(ApiRequest request, long openedNs, StreamListener listener) {
      this.request = request;
      this.openedNs = openedNs;
      this.listener = listener;
    }

    private void open() {
      if (endedNs == Long.MAX_VALUE) {
        listener.onOpen(200, ticker.nanos());
      }
    }

    public ApiRequest request() {
      return request;
    }

    public long openedNs() {
      return openedNs;
    }

    /** Returns when it was ended by its client; the largest long if it was not. */
    public long endedNs() {
      return endedNs;
    }

    @Override
    public void cancel() {
      if (endedNs == Long.MAX_VALUE) {
        endedNs = ticker.nanos();
        listener.onEnd("cancelled", endedNs);
      }
    }
  }

  @Override
  public Pacer pacer(String threadName, Pacer.Step step, FaultHandler faults) {
    return new Pacer() {
      @Override
      public void start() {}

      @Override
      public void join() {}

      @Override
      public void wakeBefore(long dueNs) {}
    };
  }

  @Override
  public void close() {}
}
