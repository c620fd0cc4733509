package io.scaletest.hollownode.node;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.steps.Retries;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The network link between a component of a node and the API server: every request, watch and timer
 * of the component goes through it and is lost with it. For the thread that holds the loop's lock;
 * never blocks.
 *
 * <p>While the link is paused, nothing gets through, or nothing in one of the directions: what is
 * under way and what is asked for meanwhile fails soon after it is resumed, as on a connection that
 * turns out to be dead; each component then does what it does after any failure. Where only what is
 * sent gets lost, answers of earlier requests and the events of open streams still arrive; where
 * only what is received gets lost, requests reach the server, and take effect. When the link is
 * stopped, nobody is there any more who could hear of anything.
 *
 * <p>A request that the server puts off with {@code Retry-After} is sent again after that time, as
 * by client-go beneath its callers; they hear of the last answer only.
 */
public final class NodeLink implements NodePart {
  /**
   * Links that are resumed together tell of what they lost over so long, since not all nodes notice
   * at the same moment.
   */
  public static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(2);

  /** So long a heartbeat of the kubelet may take, with all waits that the server asks for. */
  private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(10);

  private final WorkLoop loop;
  private final NodeClient client;
  private final List<Request> requests = new ArrayList<>(0);
  private final List<Stream> streams = new ArrayList<>(0);
  private State state = State.STOPPED;

  /** While it is paused: which directions are not lost. */
  private NodeState paused = NodeState.PARTITIONED;

  /** Which start of the component it is; what an earlier one began is nobody's. */
  private int life;

  private long latencyNs;
  private int unanswered;
  private Runnable whenSettled = () -> {};

  private enum State {
    STOPPED,
    PAUSED,
    UP
  }

  public NodeLink(WorkLoop loop, NodeClient client) {
    this.loop = loop;
    this.client = client;
  }

  @Override
  public void start() {
    state = State.UP;
    life++;
    latencyNs = 0;
  }

  /** Returns this as a part of a node, whose state says which directions are lost. */
  public NodePart in(NodeStates states) {
    return new InStates(this, states);
  }

  private record InStates(NodeLink link, NodeStates states) implements NodePart {
    @Override
    public void start() {
      link.start();
    }

    @Override
    public void pause() {
      link.pause(states.state());
    }

    @Override
    public void resume() {
      link.resume();
    }

    @Override
    public void stop() {
      link.stop();
    }
  }

  @Override
  public void pause() {
    pause(NodeState.PARTITIONED);
  }

  private void pause(NodeState cut) {
    state = State.PAUSED;
    paused = cut;
    if (!cut.hasInbound()) {
      requests.forEach(request -> request.lost = true);
      List.copyOf(streams).forEach(stream -> stream.lose(!cut.hasOutbound()));
    }
  }

  @Override
  public void resume() {
    state = State.UP;
    after(loop.random().nextLong(SPREAD_NS), this::tellLosses);
  }

  @Override
  public void stop() {
    state = State.STOPPED;
    requests.clear();
    List.copyOf(streams).forEach(stream -> stream.lose(true));
    streams.clear();
  }

  /** Tells whether nobody is there who could send or hear. */
  public boolean isStopped() {
    return state == State.STOPPED;
  }

  /** Tells whether requests get through. */
  public boolean isUp() {
    return state == State.UP;
  }

  /** Lets each request go out so long after it was made. */
  public void delay(long newLatencyNs) {
    latencyNs = newLatencyNs;
  }

  /**
   * Sends a request.
   *
   * @param taker takes the reply, once, with the loop's lock held; never if the link is stopped
   *     before
   */
  public void send(ApiRequest request, Consumer<ApiReply> taker) {
    begin(new Request(listener -> client.send(request, listener), taker, Long.MAX_VALUE));
  }

  /** Sends a request whose answer is JSON, as {@link #send} does. */
  public void sendJson(ApiRequest request, Consumer<ApiReply> taker) {
    begin(new Request(listener -> client.sendJson(request, listener), taker, Long.MAX_VALUE));
  }

  /**
   * Sends a request whose reply counts whatever becomes of the link.
   *
   * @param taker takes the reply, once, with the loop's lock held
   */
  void sendAnyway(ApiRequest request, Consumer<ApiReply> taker) {
    sendAnyway(request, new Retries(), taker);
  }

  private void sendAnyway(ApiRequest request, Retries retries, Consumer<ApiReply> taker) {
    client.send(
        request,
        loop.onReply(
            reply -> {
              if (state != State.UP || !retries.take(reply.retryAfterS())) {
                taker.accept(reply);
                return;
              }
              loop.schedule(
                  Retries.delayNs(reply.retryAfterS()),
                  () -> {
                    if (state == State.UP) {
                      sendAnyway(request, retries, taker);
                    } else {
                      taker.accept(reply);
                    }
                  });
            }));
  }

  /** Sends a request ahead of all but other heartbeats, as {@link #send} does. */
  public void heartbeat(ApiRequest request, Consumer<ApiReply> taker) {
    begin(new Request(listener -> client.heartbeat(request, listener), taker, HEARTBEAT_NS));
  }

  /**
   * Opens a stream.
   *
   * @param listener hears nothing any more if the link is stopped
   */
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    return open(listener, stream -> client.stream(request, stream));
  }

  /** Opens a stream whose answer is JSON, as {@link #stream} does. */
  public StreamHandle streamJson(ApiRequest request, StreamListener listener) {
    return open(listener, stream -> client.streamJson(request, stream));
  }

  private StreamHandle open(
      StreamListener listener, Function<StreamListener, StreamHandle> opening) {
    Stream stream = new Stream(listener);
    if (state == State.STOPPED) {
      return StreamHandle.NONE;
    }
    streams.add(stream);
    stream.lost = state != State.UP;
    if (state == State.UP || paused.hasOutbound()) {
      stream.handle = opening.apply(stream);
    }
    return stream::cancel;
  }

  /** Runs {@code action} later, unless the link is stopped by then. */
  public void after(long delayNs, Runnable action) {
    int own = life;
    loop.schedule(
        delayNs,
        () -> {
          if (own == life && state != State.STOPPED) {
            action.run();
          }
        });
  }

  /** Calls {@code action} as soon as no request is under way, perhaps at once. After a stop. */
  public void whenSettled(Runnable action) {
    if (unanswered == 0) {
      action.run();
    } else {
      whenSettled = action;
    }
  }

  private void begin(Request request) {
    if (state == State.STOPPED) {
      return;
    }
    requests.add(request);
    dispatch(request);
  }

  private void dispatch(Request request) {
    if (state == State.PAUSED) {
      request.lost = true;
      if (paused.hasOutbound()) {
        request.transmit();
      }
    } else if (latencyNs == 0) {
      request.transmit();
    } else {
      after(
          latencyNs,
          () -> {
            if (!request.lost) { // else the link broke while the request was held up
              request.transmit();
            }
          });
    }
  }

  private void tellLosses() {
    if (state != State.UP) {
      return; // it broke again; then it is told with the rest
    }
    long nowNs = loop.nowNs();
    for (Request request : List.copyOf(requests)) {
      if (request.lost && requests.remove(request)) {
        request.taker.accept(ApiReply.unsent(HollowFigures.CUT_OFF, request.madeNs, nowNs));
      }
    }
    for (Stream stream : List.copyOf(streams)) {
      if (stream.lost && streams.remove(stream)) {
        stream.handle.cancel();
        stream.listener.onEnd(HollowFigures.CUT_OFF, nowNs);
      }
    }
  }

  private final class Request {
    private final Consumer<ReplyListener> sending;
    private final Consumer<ApiReply> taker;
    private final long limitNs;
    private final long madeNs = loop.nowNs();
    private final Retries retries = new Retries();
    private ApiReply first;
    private int answers;
    private int throttled;
    private boolean lost;

    /**
     * @param limitNs how long it may wait in all for what the server asks to wait
     */
    Request(Consumer<ReplyListener> sending, Consumer<ApiReply> taker, long limitNs) {
      this.sending = sending;
      this.taker = taker;
      this.limitNs = limitNs;
    }

    private void transmit() {
      unanswered++;
      sending.accept(loop.onReply(this::answered));
    }

    private void answered(ApiReply reply) {
      unanswered--;
      if (unanswered == 0 && state == State.STOPPED) {
        whenSettled.run();
      }
      if (lost || !requests.contains(this)) {
        return;
      }
      answers++;
      first = first == null ? reply : first;
      if (!retries.take(reply.retryAfterS())) {
        end(reply);
        return;
      }
      throttled += reply.status() == TOO_MANY_REQUESTS ? 1 : 0;
      long delayNs = Retries.delayNs(reply.retryAfterS());
      long leftNs = Math.max(0, limitNs - (loop.nowNs() - madeNs));
      after(
          Math.min(delayNs, leftNs),
          () -> {
            if (lost) {
              return; // who asked is told when the link is back
            }
            if (delayNs < leftNs) {
              dispatch(this);
            } else {
              end(reply);
            }
          });
    }

    private void end(ApiReply last) {
      requests.remove(this);
      var tries = new ApiReply.Tries(answers, throttled, first.answeredNs());
      taker.accept(answers == 1 ? last : last.after(first, tries));
    }
  }

  /** A stream that may get lost: its listener hears nothing then until it is told so. */
  private final class Stream implements StreamListener {
    private final StreamListener listener;
    private StreamHandle handle = StreamHandle.NONE;
    private boolean lost;

    Stream(StreamListener listener) {
      this.listener = listener;
    }

    /**
     * @param closed whether the server learns of it in the end; else it goes on sending
     */
    private void lose(boolean closed) {
      lost = true;
      if (closed) {
        handle.cancel();
      }
    }

    private void cancel() {
      streams.remove(this);
      handle.cancel();
    }

    private void unlessLost(Runnable action) {
      loop.run(
          () -> {
            if (!lost) {
              action.run();
            }
          });
    }

    @Override
    public void onMayRetry(int afterS) {
      unlessLost(() -> listener.onMayRetry(afterS));
    }

    @Override
    public void onOpen(int status, long nowNs) {
      unlessLost(() -> listener.onOpen(status, nowNs));
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      unlessLost(() -> listener.onBytes(chunk, nowNs));
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      unlessLost(
          () -> {
            streams.remove(this);
            listener.onEnd(failure, nowNs);
          });
    }
  }
}
