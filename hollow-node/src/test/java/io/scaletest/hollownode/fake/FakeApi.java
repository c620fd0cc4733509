package io.scaletest.hollownode.fake;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps requests until the test answers them; calls alarms when the test moves the clock. What
 * alarms and takers of answers throw comes out of the call that made them run.
 */
public final class FakeApi implements ApiTransport {
  public static final Instant START = Instant.parse("2026-11-21T08:29:00Z");

  public final ManualTicker ticker = new ManualTicker();
  public final RethrowingFaults faults = new RethrowingFaults();
  public final WorkLoop loop;
  public final List<Call> calls = new ArrayList<>();
  public final List<Stream> streams = new ArrayList<>();

  /** With which HTTP status the next streams are answered. */
  public int nextStreamStatus = 200;

  private Pacer.Step step;

  public FakeApi() {
    loop = new WorkLoop(WallClock.startingAt(START, ticker), faults);
    loop.start(this, "test");
  }

  /** A request that waits for its answer. */
  public final class Call {
    public final ApiRequest request;
    private final long sentNs = ticker.nanos();
    private final ReplyListener listener;
    private boolean answered;

    Call(ApiRequest request, ReplyListener listener) {
      this.request = request;
      this.listener = listener;
    }

    /** Returns the body as JSON, whatever it was sent in. */
    public String body() {
      return request.contentType().equals(ApiRequest.PROTOBUF)
          ? ApiMessages.body(request.body())
          : new String(request.body(), StandardCharsets.UTF_8);
    }

    /** Answers an object, given as JSON; with a status of 400 or more the text is the failure. */
    public void answer(int status, String text) {
      boolean refused = status >= 400 || status == 0;
      byte[] body =
          refused
              ? text.getBytes(StandardCharsets.UTF_8)
              : ApiMessages.answer(ApiMessages.messageAt(request.path()), text);
      String failure = refused ? "refused: " + text : "";
      if (!answered) {
        answered = true;
        listener.answered(new ApiReply(status, body, failure, sentNs, sentNs, ticker.nanos()));
      }
    }

    /** Refuses it for now, with {@code Retry-After}. */
    public void putOff(int status, int afterS) {
      answered = true;
      long nowNs = ticker.nanos();
      listener.answered(
          new ApiReply(
              status,
              new byte[0],
              "put off",
              true,
              sentNs,
              sentNs,
              sentNs,
              nowNs,
              afterS,
              ApiReply.Tries.ONE,
              Map.of()));
    }

    /** Answers in JSON, as to a request that accepts nothing else. */
    public void answerJson(int status, String text) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      answered = true;
      listener.answered(new ApiReply(status, body, "", sentNs, sentNs, ticker.nanos()));
    }

    @Override
    public String toString() {
      return request.method() + " " + request.path();
    }
  }

  /** A watch that was opened. */
  public final class Stream {
    public final String path;
    private final StreamListener listener;
    public boolean cancelled;

    Stream(String path, StreamListener listener) {
      this.path = path;
      this.listener = listener;
      listener.onOpen(nextStreamStatus, ticker.nanos());
    }

    /** Sends an event, given as JSON. */
    public void event(String json) {
      send(ByteBuffer.wrap(ApiMessages.event(path, json)));
    }

    /** Sends bytes, perhaps a part of an event. */
    public void send(ByteBuffer bytes) {
      listener.onBytes(bytes, ticker.nanos());
    }

    /** Says that the same may be asked for again, as an answer with Retry-After. */
    public void mayRetry(int afterS) {
      listener.onMayRetry(afterS);
    }

    public void end(String failure) {
      listener.onEnd(failure, ticker.nanos());
    }
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    calls.add(new Call(request, listener));
    return StreamHandle.NONE;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    Stream stream = new Stream(request.path(), listener);
    streams.add(stream);
    return () -> stream.cancelled = true;
  }

  /** Returns the last request. */
  public Call last() {
    return calls.get(calls.size() - 1);
  }

  public Stream lastStream() {
    return streams.get(streams.size() - 1);
  }

  /** Moves the clock on and does what is due, at each of its times. */
  public void advance(Duration duration) {
    long untilNs = ticker.nanos() + duration.toNanos();
    long nextNs = step();
    while (nextNs <= untilNs) {
      ticker.advanceNs(Math.max(0, nextNs - ticker.nanos()));
      nextNs = step();
    }
    ticker.advanceNs(untilNs - ticker.nanos());
  }

  private long step() {
    long nextNs = step.run(ticker.nanos());
    faults.rethrow();
    return nextNs;
  }

  public NodeClient client() {
    return new NodeClient(this, this, Optional.empty());
  }

  @Override
  public Pacer pacer(String threadName, Pacer.Step newStep, FaultHandler stepFaults) {
    step = newStep;
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
