package io.scaletest.report.measure;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.text.Figures;
import io.scaletest.report.input.RequestRow;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The API server's own times beside the client's, from scrape to scrape. Its file is read twice:
 * for the times before the rows, which {@link #add} takes, and for the figures behind them, when it
 * is known what the run asked for. One thread; memory is that of some hundred histograms and of at
 * most {@value ScrapeTimes#STEPS_MAX} steps.
 */
final class ServerTimeline {
  private static final String REQUEST = "request ";
  private static final String ETCD = "etcd ";
  private static final String QUEUE = "priority and fairness ";

  private static final Map<Operation, List<String>> VERBS =
      Map.of(
          Operation.CREATE, List.of("POST"),
          Operation.UPDATE, List.of("PUT", "PATCH", "APPLY"),
          Operation.PATCH, List.of("PATCH"),
          Operation.APPLY, List.of("APPLY", "PATCH"),
          Operation.SCALE, List.of("PATCH"),
          Operation.STATUS, List.of("PATCH"),
          Operation.GET, List.of("GET"),
          Operation.LIST, List.of("LIST"),
          Operation.DELETE, List.of("DELETE"),
          Operation.DELETE_COLLECTION, List.of("DELETECOLLECTION"));

  private static final Map<String, String> ETCD_OPERATIONS =
      Map.of(
          "POST", "create",
          "PUT", "update",
          "PATCH", "update",
          "APPLY", "update",
          "GET", "get",
          "LIST", "list",
          "DELETE", "delete",
          "DELETECOLLECTION", "delete");

  private static final long MEAN_COUNT_MIN = 10;
  private static final long P99_COUNT_MIN = 1_000;
  private static final double MS_PER_S = 1e3;

  /** Shorter waits are none that anybody would look for. */
  private static final double QUEUE_MS_MIN = 0.1;

  /** What a server counts of requests at its steps' edges, and of a few others', is no more. */
  private static final double COUNTS_DIFFER_MAX = 1.25;

  private final Optional<InputFile> file;
  private final ScrapeTimes times;
  private final long[] bounds;
  private final ClientSteps client;
  private final List<String> unknown = new ArrayList<>();

  private ServerTimeline(Optional<InputFile> file, ScrapeTimes times) {
    this.file = file;
    this.times = times;
    this.bounds = times.bounds();
    this.client = new ClientSteps(bounds);
  }

  /**
   * Looks through files, of which the one with the most scrapes counts: drivers beside one another
   * ask the same server.
   *
   * @param sources each file is added to
   */
  static ServerTimeline of(List<InputFile> files, List<SourceFile> sources) {
    var timeline = new ServerTimeline(Optional.empty(), new ScrapeTimes(new long[0], Map.of()));
    for (InputFile file : files) {
      try {
        ScrapeTimes times = ScrapeTimes.of(file.path(), file.leftOut());
        sources.add(file.source(times.scrapes()));
        if (times.scrapes() > timeline.times.scrapes()) {
          timeline = new ServerTimeline(Optional.of(file), times);
        }
      } catch (IOException e) {
        file.leftOut().add(0, "cannot be read: " + IoReason.of(e));
        sources.add(file.source(0));
      }
    }
    return timeline;
  }

  void add(RequestRow row) {
    client.add(row);
  }

  /** Returns what the result does not tell, and why; to be called behind {@link #times}. */
  List<String> unknown() {
    return unknown;
  }

  /** Returns the times of each operation whose requests are found among the server's. */
  List<ServerTimes> times() {
    if (bounds.length < 2) {
      unknown.add(
          "no scrapes of the API server's metrics while the run went on: when it was the server's"
              + " time is not known (--server-metrics)");
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>(times.most(REQUEST));
    names.addAll(times.most(ETCD));
    names.addAll(times.most(QUEUE));
    try {
      ServerSteps server = ServerSteps.read(file.orElseThrow().path(), bounds, names);
      Optional<String> queue = queue(server);
      var all = new ArrayList<ServerTimes>();
      client
          .operations()
          .forEach(
              (operation, sums) ->
                  request(operation, sums, server)
                      .ifPresent(name -> all.add(times(operation, sums, server, name, queue))));
      return all;
    } catch (IOException e) {
      unknown.add("the API server's metrics cannot be read again: " + IoReason.of(e));
      return List.of();
    }
  }

  /**
   * Returns the histogram of an operation's requests. A row does not tell the kind of its object,
   * and others ask the server, too: it is that which counted as many as the client did.
   */
  private Optional<String> request(Operation operation, ClientSteps.Sums sums, ServerSteps server) {
    double succeeded = 0;
    double over = 0;
    for (int i = 0; i < bounds.length - 1; i++) {
      succeeded += server.isKnown(i) ? sums.succeeded[i] : 0;
      over += server.isKnown(i) ? sums.succeeded[i] + sums.failed[i] : 0;
    }
    List<String> verbs = VERBS.getOrDefault(operation, List.of());
    if (succeeded < MEAN_COUNT_MIN || verbs.isEmpty()) {
      return Optional.empty();
    }
    double wanted = succeeded;
    Optional<String> nearest =
        times.most(REQUEST).stream()
            .filter(name -> verbs.contains(verb(name)))
            .min(Comparator.comparingDouble(name -> Math.abs(count(server, name) - wanted)));
    double counted = nearest.map(name -> count(server, name)).orElse(0.0);
    if (counted * COUNTS_DIFFER_MAX < succeeded || counted > over * COUNTS_DIFFER_MAX) {
      unknown.add(
          "the API server's time of "
              + operation.plural()
              + ": the files have "
              + Figures.count(Math.round(succeeded))
              + " of them, and the server counted no kind of request as often, but "
              + Figures.count(Math.round(counted))
              + nearest.map(name -> " " + name.substring(REQUEST.length())).orElse(""));
      return Optional.empty();
    }
    return nearest;
  }

  private static double count(ServerSteps server, String name) {
    return ServerSteps.Figures.sum(server.of(name).count);
  }

  private static String verb(String request) {
    return request.split(" ")[1];
  }

  private Optional<String> etcd(String request) {
    String[] words = request.split(" ");
    String operation = ETCD_OPERATIONS.get(words[1]);
    if (operation == null || words.length < 3) {
      return Optional.empty();
    }
    String begin = ETCD + operation + " " + words[2];
    return times.most(ETCD).stream()
        .filter(name -> name.equals(begin) || name.startsWith(begin + "."))
        .findFirst();
  }

  private Optional<String> queue(ServerSteps server) {
    return times.most(QUEUE).stream()
        .filter(name -> longestQueueMs(server.of(name)) >= QUEUE_MS_MIN)
        .max(Comparator.comparingDouble(name -> ServerSteps.Figures.sum(server.of(name).seconds)));
  }

  private static double longestQueueMs(ServerSteps.Figures figures) {
    double longest = 0;
    for (int i = 0; i < figures.count.length; i++) {
      longest = Math.max(longest, mean(figures, i).orElse(0));
    }
    return longest;
  }

  private ServerTimes times(
      Operation operation,
      ClientSteps.Sums sums,
      ServerSteps server,
      String request,
      Optional<String> queue) {
    ServerSteps.Figures requests = server.of(request);
    Optional<String> etcd = etcd(request);
    var steps = new ArrayList<ServerTimes.Step>();
    for (int i = 0; i < bounds.length - 1; i++) {
      int at = i;
      boolean many = requests.count[i] >= P99_COUNT_MIN;
      steps.add(
          new ServerTimes.Step(
              bounds[i],
              bounds[i + 1],
              sums.succeeded[i],
              sums.succeeded[i] >= MEAN_COUNT_MIN
                  ? OptionalDouble.of((double) sums.serviceMs[i] / sums.succeeded[i])
                  : OptionalDouble.empty(),
              server.isKnown(i)
                  ? OptionalLong.of(Math.round(requests.count[i]))
                  : OptionalLong.empty(),
              mean(requests, i),
              many ? OptionalDouble.of(requests.p99Seconds[i] * MS_PER_S) : OptionalDouble.empty(),
              etcd.map(name -> mean(server.of(name), at)).orElse(OptionalDouble.empty()),
              queue.map(name -> mean(server.of(name), at)).orElse(OptionalDouble.empty())));
    }
    return new ServerTimes(
        operation.word(),
        request.substring(REQUEST.length()),
        etcd.map(name -> name.substring(ETCD.length())).orElse(""),
        queue.map(name -> name.substring(QUEUE.length())).orElse(""),
        steps);
  }

  /** Returns a mean in milliseconds; empty of too few. */
  private static OptionalDouble mean(ServerSteps.Figures figures, int step) {
    return figures.count[step] >= MEAN_COUNT_MIN
        ? OptionalDouble.of(figures.seconds[step] / figures.count[step] * MS_PER_S)
        : OptionalDouble.empty();
  }
}
