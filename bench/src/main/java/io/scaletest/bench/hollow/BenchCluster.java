package io.scaletest.bench.hollow;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A fresh control plane for one measurement, with what the bench asks of it. */
final class BenchCluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** As many as a busy user's client would have under way. */
  private static final int IN_FLIGHT = 64;

  private static final int SERVER_ERROR = 500;

  /** When what the server could not take is sent again. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private final ControlPlane controlPlane;
  private final HttpTransport transport;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  private BenchCluster(ControlPlane controlPlane, HttpTransport transport) {
    this.controlPlane = controlPlane;
    this.transport = transport;
  }

  static BenchCluster start(Path folder) {
    ControlPlane controlPlane =
        ControlPlane.start(ControlPlaneOptions.in(folder).withStopAtExit(), BuildListener.silent());
    try {
      ClientConfiguration configuration =
          ClientConfiguration.load(controlPlane.kubeconfig().toString(), "", "", "scaletest bench");
      return new BenchCluster(
          controlPlane,
          HttpTransport.open(
              configuration,
              TransportLimits.defaults(),
              Ticker.system(),
              new RunFaults(new StopSignal()::request)));
    } catch (ConfigurationException e) {
      controlPlane.close();
      throw new IllegalStateException(e);
    }
  }

  Path kubeconfig() {
    return controlPlane.kubeconfig();
  }

  CountingWatch watch(String collection, String wanted) {
    return new CountingWatch(transport, collection, wanted);
  }

  /** Returns an object; an empty one where there is none. */
  Map<String, Object> get(String path) {
    return JsonTree.object(transport.sendAndWait(ApiRequest.get(path)).body()).orElse(Map.of());
  }

  /** Returns what the API server's metrics say that pods have cost it so far. */
  ServerCosts costs() {
    ApiReply reply = transport.sendAndWait(ApiRequest.get("/metrics").accepting("text/plain"));
    return ServerCosts.of(new String(reply.body(), StandardCharsets.UTF_8));
  }

  boolean has(String path) {
    return transport.sendAndWait(ApiRequest.get(path)).succeeded();
  }

  /** Creates {@code n} objects, several at a time, and waits until all are there. */
  void create(String collection, int n, IntFunction<String> body) {
    forAll(
        n,
        i -> ApiRequest.json("POST", collection, body.apply(i).getBytes(StandardCharsets.UTF_8)));
  }

  /** Deletes {@code n} objects, several at a time. */
  void delete(int n, IntFunction<String> path) {
    forAll(
        n,
        i ->
            new ApiRequest(
                "DELETE",
                path.apply(i),
                "",
                new byte[0],
                ApiRequest.BodyUse.ON_ERROR,
                Optional.empty()));
  }

  private void forAll(int n, IntFunction<ApiRequest> request) {
    List<CompletableFuture<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < IN_FLIGHT; lane++) {
      lanes.add(next(lane, n, request));
    }
    CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
  }

  private CompletableFuture<Void> next(int i, int n, IntFunction<ApiRequest> request) {
    if (i >= n) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<ApiReply> answer = new CompletableFuture<>();
    transport.send(request.apply(i), answer::complete);
    return answer.thenCompose(
        reply -> {
          if (isDone(reply)) {
            return next(i + IN_FLIGHT, n, request);
          }
          if (reply.status() > 0 && reply.status() < SERVER_ERROR) {
            throw new IllegalStateException(reply.failure());
          }
          return CompletableFuture.supplyAsync(() -> i, LATER)
              .thenCompose(again -> next(again, n, request));
        });
  }

  /** Also if a request whose answer was lost has had its effect. */
  private static boolean isDone(ApiReply reply) {
    return reply.succeeded() || reply.status() == NOT_FOUND || reply.status() == CONFLICT;
  }

  /** Sends a GET; its answer comes on an event loop. */
  void get(String path, Consumer<ApiReply> taker) {
    transport.send(ApiRequest.get(path).readingEveryBody(), taker::accept);
  }

  /** Returns the processor time that the API server has used so far, in seconds. */
  double serverCpuSeconds() {
    return ProcessHandle.of(controlPlane.pid("kube-apiserver-1").orElseThrow())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toMillis()
        / 1e3;
  }

  /** Kills the API server, as a crash would. */
  void killApiServer() {
    controlPlane.killApiServer(0);
  }

  /** Starts the API server that was killed. */
  void startApiServer() {
    controlPlane.startApiServer(0);
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier condition) {
    if (!wait.until(LIMIT, condition)) {
      throw new IllegalStateException(what + ": not within " + LIMIT.toSeconds() + " s");
    }
  }

  @Override
  public void close() {
    transport.close();
    controlPlane.close();
  }
}
