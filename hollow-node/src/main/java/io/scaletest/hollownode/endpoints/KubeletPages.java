package io.scaletest.hollownode.endpoints;

import static io.scaletest.hollownode.endpoints.KubeletConnection.JSON;
import static io.scaletest.hollownode.endpoints.KubeletConnection.TEXT;
import static io.scaletest.wire.http.HttpStatus.BAD_REQUEST;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.OK;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.scaletest.hollownode.pod.PodView;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/** What a kubelet answers at each of its paths, to those who may ask. Stateless. */
final class KubeletPages {
  private static final long MS_PER_SECOND = 1_000;
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int NOT_ALLOWED = 405;
  private static final int NOT_ACCEPTABLE = 406;

  private KubeletPages() {}

  static void serve(
      ChannelHandlerContext ctx, KubeletConnection connection, KubeletRequest request) {
    NodeEndpoint endpoint = connection.endpoint();
    String node = endpoint.node().name();
    List<String> words = request.words();
    switch (words.get(0)) {
      case "healthz" -> connection.answer(ctx, request, OK, TEXT, "ok");
      case "pods" -> connection.answer(ctx, request, OK, JSON, endpoint.podList(false));
      case "runningpods" -> connection.answer(ctx, request, OK, JSON, endpoint.podList(true));
      case "configz" -> connection.answer(ctx, request, OK, JSON, configz(endpoint));
      case "stats" -> {
        if (request.path().equals("/stats/summary")) {
          boolean cpuAndMemory = request.flag("only_cpu_and_memory");
          byte[] summary =
              StatsSummary.of(node, endpoint.sample(), endpoint.memoryBytes(), cpuAndMemory);
          connection.answer(ctx, request, OK, JSON, summary);
        } else {
          notFound(ctx, connection, request);
        }
      }
      case "metrics" -> metrics(ctx, connection, request);
      case "containerLogs" -> logs(ctx, connection, request, words);
      case "statusz", "flagz" -> zPage(ctx, connection, request, words.get(0));
      case "run" -> run(ctx, connection, request, words);
      case "exec", "attach", "portForward" -> streams(ctx, connection, request, words);
      case "checkpoint" ->
          connection.answer(
              ctx, request, NOT_FOUND, TEXT, "checkpointing is not implemented by the runtime\n");
      case "logs" ->
          connection.answer(ctx, request, NOT_ALLOWED, TEXT, "logs endpoint is disabled.\n");
      default -> notFound(ctx, connection, request);
    }
  }

  private static void notFound(
      ChannelHandlerContext ctx, KubeletConnection connection, KubeletRequest request) {
    connection.answer(ctx, request, NOT_FOUND, TEXT, "404 page not found\n");
  }

  private static void metrics(
      ChannelHandlerContext ctx, KubeletConnection connection, KubeletRequest request) {
    NodeEndpoint endpoint = connection.endpoint();
    String node = endpoint.node().name();
    switch (request.path()) {
      case "/metrics" ->
          connection.answer(ctx, request, OK, METRICS, MetricsText.kubelet(node, endpoint.pods()));
      case "/metrics/resource" ->
          connection.answer(ctx, request, OK, METRICS, MetricsText.resource(endpoint.sample()));
      case "/metrics/cadvisor" ->
          connection.answer(ctx, request, OK, METRICS, MetricsText.cadvisor(endpoint.sample()));
      case "/metrics/slis" -> connection.answer(ctx, request, OK, METRICS, MetricsText.slis());
      case "/metrics/probes" -> connection.answer(ctx, request, OK, METRICS, MetricsText.probes());
      default -> notFound(ctx, connection, request);
    }
  }

  private static void zPage(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      String page) {
    NodeEndpoint endpoint = connection.endpoint();
    boolean status = page.equals("statusz");
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    Optional<ZPages.Form> form = ZPages.Form.of(accept, status ? "Statusz" : "Flagz");
    if (form.isEmpty()) {
      String text = "only the following media types are accepted: text/plain, application/json\n";
      connection.answer(ctx, request, NOT_ACCEPTABLE, TEXT, text);
      return;
    }
    byte[] body =
        status
            ? ZPages.statusz(
                form.get(), endpoint.startedSecond(), endpoint.epochMillis() / MS_PER_SECOND)
            : ZPages.flagz(form.get(), endpoint.node());
    connection.answer(ctx, request, OK, form.get() == ZPages.Form.TEXT ? TEXT : JSON, body);
  }

  private static void run(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      List<String> words) {
    if (words.size() < 4 || words.size() > 5) {
      notFound(ctx, connection, request);
    } else if (!request.method().equals("POST")) {
      connection.answer(ctx, request, NOT_ALLOWED, TEXT, "405: Method Not Allowed");
    } else {
      // A uid may stand between the pod and the container; the kubelet looks for the name.
      Optional<PodView> pod = connection.endpoint().pod(words.get(1), words.get(2));
      if (pod.isEmpty()) {
        connection.answer(ctx, request, NOT_FOUND, TEXT, "pod does not exist");
      } else {
        new CommandRun(ctx, connection, request).begin(pod.get(), words.get(words.size() - 1));
      }
    }
  }

  /** The settings that this kubelet has, of those that a real one shows. */
  private static byte[] configz(NodeEndpoint endpoint) {
    JsonWriter json = new JsonWriter().object().object("kubeletconfig");
    json.put("kind", "KubeletConfiguration").put("apiVersion", "kubelet.config.k8s.io/v1beta1");
    json.put("port", endpoint.node().node().kubeletPort());
    json.object("authentication").object("anonymous").put("enabled", false).endObject();
    json.object("webhook").put("enabled", true).put("cacheTTL", "2m0s").endObject().endObject();
    json.object("authorization").put("mode", "Webhook").object("webhook");
    json.put("cacheAuthorizedTTL", "5m0s").put("cacheUnauthorizedTTL", "30s");
    json.endObject().endObject();
    json.put("nodeStatusUpdateFrequency", "10s").put("nodeStatusReportFrequency", "5m0s");
    json.put("nodeLeaseDurationSeconds", 40).put("syncFrequency", "1m0s");
    json.put("enableDebuggingHandlers", true);
    return json.endObject().endObject().bytes();
  }

  private static void streams(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      List<String> words) {
    boolean forward = words.get(0).equals("portForward");
    // A uid may stand between the pod and the container.
    int least = forward ? 3 : 4;
    if (words.size() < least || words.size() > least + 1) {
      notFound(ctx, connection, request);
      return;
    }
    Optional<PodView> pod =
        connection
            .endpoint()
            .pod(words.get(1), words.get(2))
            .filter(found -> words.size() == least || found.uid().equals(words.get(3)));
    String container = words.get(words.size() - 1);
    if (pod.isEmpty()) {
      connection.answer(ctx, request, NOT_FOUND, TEXT, "pod does not exist");
      return;
    }
    boolean runs =
        forward
            ? pod.get().containers().stream().anyMatch(PodView.Container::running)
            : pod.get().container(container).filter(PodView.Container::running).isPresent();
    if (!runs) {
      String what = forward ? "pod \"" + pod.get().name() : "container \"" + container;
      connection.answer(ctx, request, NOT_FOUND, TEXT, what + "\" is not running");
      return;
    }
    StreamUpgrade upgrade = new StreamUpgrade(ctx, connection, request, pod.get());
    if (forward) {
      upgrade.portForward();
    } else {
      upgrade.command(words.get(0).equals("exec") ? request.values("command") : List.of());
    }
  }

  private static void logs(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      List<String> words) {
    if (words.size() != 4) {
      notFound(ctx, connection, request);
      return;
    }
    NodeEndpoint endpoint = connection.endpoint();
    LogOptions options;
    try {
      options = LogOptions.of(request.query(), endpoint.epochMillis() / MS_PER_SECOND);
    } catch (IllegalArgumentException e) {
      connection.answer(ctx, request, BAD_REQUEST, TEXT, e.getMessage() + "\n");
      return;
    }
    String container = words.get(3);
    Optional<PodView> pod = endpoint.pod(words.get(1), words.get(2));
    if (pod.isEmpty()) {
      String text = "pod \"" + words.get(2) + "\" does not exist";
      connection.answer(ctx, request, NOT_FOUND, TEXT, text);
      return;
    }
    Optional<PodView.Container> found = pod.get().container(container);
    if (found.isEmpty()) {
      String text = "container \"" + container + "\" not found in pod \"" + words.get(2) + "\"";
      connection.answer(ctx, request, NOT_FOUND, TEXT, text);
      return;
    }
    Optional<PodView.Run> run = options.previous() ? found.get().last() : found.get().current();
    if (run.isEmpty()) {
      String what = options.previous() ? "previous terminated container" : "container";
      String why = options.previous() ? " not found" : " is waiting to start: ContainerCreating";
      String text = what + " \"" + container + "\" in pod \"" + words.get(2) + "\"" + why;
      connection.answer(ctx, request, BAD_REQUEST, TEXT, text);
      return;
    }
    new LogStream(ctx, connection, request, options, pod.get(), container, run.get()).begin();
  }
}
