package io.scaletest.player.load;

import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
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
final class SlowServer implements ApiTransport {
  private static final byte[] NO_BODY = {};

  private final ManualTicker ticker;
  private final ToLongFunction<ApiRequest> serviceNs;
  private final ToIntFunction<ApiRequest> status;
  private final PriorityQueue<Served> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Served::endNs));
  private final List<Served> all = new ArrayList<>();
  private Function<ApiRequest, byte[]> bodies = request -> NO_BODY;

  /** A request with when it was sent and when it is answered. */
  record Served(ApiRequest request, long sentNs, long endNs, int status, ReplyListener listener) {}

  /**
   * @param status of the answer; 0 for a connection that broke
   */
  SlowServer(
      ManualTicker ticker, ToLongFunction<ApiRequest> serviceNs, ToIntFunction<ApiRequest> status) {
    this.ticker = ticker;
    this.serviceNs = serviceNs;
    this.status = status;
  }

  /** Has answers bodies, which are made when they are sent. */
  SlowServer answering(Function<ApiRequest, byte[]> making) {
    bodies = making;
    return this;
  }

  List<Served> all() {
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
    underWay.add(served);
    return StreamHandle.NONE;
  }

  /** Runs a loop to its end: time goes from what is due to what is answered. */
  void run(WorkloadLoop loop) {
    loop.begin();
    long nextNs = loop.step(ticker.nanos());
    while (nextNs != Pacer.DONE) {
      Served first = underWay.peek();
      if (first != null && first.endNs() <= nextNs) {
        advanceTo(first.endNs());
        answer(underWay.remove());
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
    listener.onOpen(200, ticker.nanos());
    return StreamHandle.NONE;
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
