package io.scaletest.httperf.client;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.pacing.ThreadPacer;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.httperf.socket.Connections;
import io.scaletest.httperf.socket.GuardedTasks;
import io.scaletest.httperf.transfer.BlockRequest;
import io.scaletest.httperf.transfer.Throughput;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The load generator: requests blocks over a few connections, in a closed loop of one request at a
 * time for each of its threads, as the original does, or in an open loop at the times of an arrival
 * process.
 */
public final class BlockClient implements AutoCloseable {
  /** How long a closed loop waits after a failed request. */
  private static final long RETRY_MS = 1_000;

  private static final double NS_PER_S = 1e9;

  private final LoadPlan plan;
  private final Transfer transfer;
  private final Ticker ticker;
  private final FaultHandler faults;
  private final GuardedTasks tasks;
  private final EventLoopGroup loops;
  private final Connections connections;
  private final List<ReconnectingConnection> links = new ArrayList<>();
  private final LatencySeries requestLateness = new LatencySeries("client.request.lateness");
  private final LatencySeries responseTime = new LatencySeries("client.request.response");
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
  private final long startNs;
  private volatile boolean stopping;
  private volatile long lastIntendedNs;
  private final LongAdder askedBytes = new LongAdder();
  private final LongAdder carriedBytes = new LongAdder();
  private final AtomicLong lastEndNs = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong lastSentNs = new AtomicLong();
  private volatile long neverOpened;

  /**
   * Returns a client that begins with {@link #start}.
   *
   * @param threads event loops
   */
  public BlockClient(
      LoadPlan plan,
      int threads,
      SocketKind sockets,
      SslContext tls,
      Transfer transfer,
      Ticker ticker,
      Verbosity verbosity,
      FaultHandler faults) {
    this.faults = faults;
    this.tasks = new GuardedTasks("the client's event loop", faults);
    this.plan = plan;
    this.transfer = transfer;
    this.ticker = ticker;
    this.loops = sockets.eventLoops(Math.min(threads, plan.connections()), "httperf-client");
    this.connections = new Connections(transfer);
    this.startNs = ticker.nanos();
    var context =
        new ClientContext(
            plan, loops, sockets, tls, connections, transfer, ticker, verbosity, tasks);
    for (int i = 0; i < plan.connections(); i++) {
      links.add(new ReconnectingConnection(context));
    }
  }

  /** Connects and begins. */
  public void start() {
    links.forEach(link -> tasks.execute(link.loop(), link::connect));
    if (plan.requestsPerSecond().isPresent()) {
      new OpenLoop(plan.requestsPerSecond().getAsDouble()).pacer.start();
    } else {
      for (int i = 0; i < plan.threads(); i++) {
        new ClosedLoop(links.get(i % links.size()), new SplittableRandom(plan.seed() + i)).start();
      }
    }
  }

  public Connections connections() {
    return connections;
  }

  /** Sent minus intended, where there is a schedule. */
  public LatencySeries requestLateness() {
    return requestLateness;
  }

  /** From the intended time, or without a schedule from sending, to the answer's last byte. */
  public LatencySeries responseTime() {
    return responseTime;
  }

  /** Returns a future that completes when as many requests as planned have ended. */
  public CompletableFuture<Void> allEnded() {
    return allEnded;
  }

  /** Returns the rate that the schedule asked for up to its last arrival, where there is one. */
  public OptionalDouble targetPerSecond() {
    return plan.requestsPerSecond().isEmpty() || lastIntendedNs == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(begun.get() * NS_PER_S / lastIntendedNs);
  }

  /** Returns the rate at which the requests of the schedule were sent. */
  public OptionalDouble achievedPerSecond() {
    return perSecond(sent);
  }

  /**
   * Returns the rate at which the requests of the schedule were taken: sent, and not left without
   * the beginning of an answer.
   */
  public OptionalDouble takenPerSecond() {
    return perSecond(taken);
  }

  private OptionalDouble perSecond(AtomicLong requests) {
    return plan.requestsPerSecond().isEmpty() || lastSentNs.get() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(requests.get() * NS_PER_S / lastSentNs.get());
  }

  /** Returns how many connections were asked for. */
  public int connectionsAsked() {
    return links.size();
  }

  /** Returns how many of them had time to open and never did; known after {@link #close}. */
  public long connectionsNeverOpened() {
    return neverOpened;
  }

  /**
   * Returns carried against requested throughput, of all requests that have ended; empty if no byte
   * was received. Complete after {@link #close}, which ends the others.
   */
  public Optional<Throughput> throughput() {
    double seconds = (lastEndNs.get() - transfer.firstByteAtNs()) / NS_PER_S;
    return transfer.firstByteAtNs() == 0 || seconds <= 0
        ? Optional.empty()
        : Optional.of(new Throughput(carriedBytes.sum(), askedBytes.sum(), seconds));
  }

  /** Begins no more requests. */
  public void stop() {
    stopping = true;
  }

  /**
   * Gives up what is under way, counted as cut, and closes the connections. Calling it again
   * changes nothing.
   */
  @Override
  public void close() {
    stop();
    if (loops.isShuttingDown()) {
      return;
    }
    boolean hadTime = ticker.nanos() - startNs >= BlockExchange.ANSWER_LIMIT_NS;
    links.forEach(link -> link.loop().submit(link::close).awaitUninterruptibly());
    neverOpened = hadTime ? links.stream().filter(link -> !link.hasOpened()).count() : 0;
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private boolean mayBegin() {
    return !stopping && (plan.requests() == 0 || begun.getAndIncrement() < plan.requests());
  }

  private BlockRequest nextRequest(SplittableRandom random) {
    int most = (int) Math.min(2L * plan.blocksPerRequest(), BlockRequest.BLOCKS_MAX + 1L);
    int blocks = random.nextInt(plan.blocksPerRequest(), most);
    return new BlockRequest(plan.blockSize(), blocks, plan.periodMs());
  }

  private void record(BlockExchange exchange, String failure) {
    long nowNs = ticker.nanos();
    askedBytes.add(
        exchange.askedBytes(nowNs, plan.requestsPerSecond().isPresent(), transfer.firstByteAtNs()));
    carriedBytes.add(exchange.receivedBytes());
    lastEndNs.accumulateAndGet(nowNs, Math::max);
    if (exchange.sentNs() > 0 && plan.requestsPerSecond().isPresent()) {
      requestLateness.record(exchange.sentNs() - exchange.intendedNs());
      sent.incrementAndGet();
      if (!exchange.isUnanswered(nowNs)) {
        taken.incrementAndGet();
      }
      lastSentNs.accumulateAndGet(exchange.sentNs() - startNs, Math::max);
    }
    if (failure.isEmpty()) {
      transfer.streamCompleted();
      responseTime.record(nowNs - exchange.intendedNs());
    } else if (stopping) {
      transfer.streamCut();
    } else {
      transfer.streamFailed(failure);
    }
    if (ended.incrementAndGet() == plan.requests()) {
      allEnded.complete(null);
    }
  }

  /** A closed loop: one request at a time. Runs on its connection's event loop. */
  private final class ClosedLoop {
    private final ReconnectingConnection link;
    private final SplittableRandom random;

    ClosedLoop(ReconnectingConnection link, SplittableRandom random) {
      this.link = link;
      this.random = random;
    }

    void start() {
      tasks.execute(link.loop(), this::next);
    }

    private void next() {
      if (mayBegin()) {
        link.request(new BlockExchange(nextRequest(random), ticker.nanos(), this::ended));
      }
    }

    private void ended(BlockExchange exchange, String failure) {
      record(exchange, failure);
      if (failure.isEmpty()) {
        next();
      } else if (!stopping) {
        tasks.schedule(link.loop(), this::next, RETRY_MS);
      }
    }
  }

  /**
   * The open loop: requests at the times of a Poisson process, round-robin over the connections.
   */
  private final class OpenLoop {
    private final ArrivalProcess arrivals;
    private final SplittableRandom random = new SplittableRandom(~plan.seed());
    private final Pacer pacer = new ThreadPacer("httperf-pacer", ticker, this::step, faults);
    private long nextNs;
    private int nextLink;

    OpenLoop(double ratePerSecond) {
      arrivals = ArrivalProcess.poisson(ratePerSecond, plan.seed());
      nextNs = arrivals.nextNs();
    }

    private long step(long nowNs) {
      while (startNs + nextNs <= nowNs) {
        if (stopping || plan.requests() > 0 && begun.get() == plan.requests()) {
          return Pacer.DONE;
        }
        long intendedNs = startNs + nextNs;
        lastIntendedNs = nextNs;
        begun.incrementAndGet();
        ReconnectingConnection link = links.get(nextLink);
        nextLink = (nextLink + 1) % links.size();
        var exchange = new BlockExchange(nextRequest(random), intendedNs, BlockClient.this::record);
        tasks.execute(link.loop(), () -> link.request(exchange));
        nextNs = arrivals.nextNs();
      }
      return stopping ? Pacer.DONE : startNs + nextNs;
    }
  }
}
