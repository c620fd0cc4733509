package io.scaletest.player.workload;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a workload would do, in figures that its specification alone gives. */
public final class PlanText {
  private static final double NS_PER_S = 1e9;

  /** Points of time at which the population is looked at. */
  private static final int LOOKS = 1_000;

  private final Workload workload;
  private final StringBuilder text = new StringBuilder();

  private PlanText(Workload workload) {
    this.workload = workload;
  }

  /** Returns the plan, several lines. */
  public static String of(Workload workload) {
    PlanText plan = new PlanText(workload);
    plan.tell();
    return plan.text.toString();
  }

  private void tell() {
    text.append(workload.name())
        .append(", ")
        .append(workload.endsByState() ? "at most " : "")
        .append(DurationText.span(workload.lengthNs()))
        .append(", ")
        .append(Figures.count(workload.namespaces().count(), "namespace", "namespaces"))
        .append('\n');
    workload.nodes().ifPresent(this::tell);
    tell(workload.actors());
    Map<Operation, Double> totals = new EnumMap<>(Operation.class);
    for (Phase phase : workload.phases()) {
      tell(phase, totals);
    }
    text.append("in all\n");
    tell(totals, workload.lengthNs());
    line("objects at most", Figures.count(Math.round(peakPopulation())));
    for (WatcherGroup group : workload.watchers()) {
      line(
          "watchers " + group.name(),
          "at most " + Figures.count(group.most()) + " of " + group.resource());
    }
    int flows = workload.flows().size();
    line("flows", Integer.toString(flows));
    line("limits", Integer.toString(workload.slos().size()));
  }

  private void tell(HollowNodes nodes) {
    line(
        "hollow nodes",
        Figures.count(nodes.count())
            + (nodes.pools().isPresent() || nodes.changed().isPresent() ? " of pools" : "")
            + ", named by the run's ID, Ready within "
            + DurationText.span(nodes.readyNs())
            + ": hollow-node "
            + String.join(" ", nodes.options()));
  }

  private void tell(Actors actors) {
    actors
        .controller()
        .ifPresent(
            controller ->
                line("virt-controller", Figures.count(controller.workers(), "worker", "workers")));
    actors
        .handler()
        .ifPresent(
            handler ->
                line(
                    "virt-handler",
                    "on each node, heartbeats at least "
                        + DurationText.span(handler.heartbeatNs())
                        + " apart, watches of "
                        + (handler.watchesAll() ? "all VMIs" : "its own VMIs")));
  }

  private void line(String label, String value) {
    text.append(String.format(Locale.ROOT, "  %-20s %s%n", label, value));
  }

  private void tell(Phase phase, Map<Operation, Double> totals) {
    text.append(phase.name())
        .append(", ")
        .append(phase.until().map(until -> "until " + until.text() + ", at most ").orElse(""))
        .append(DurationText.span(phase.lengthNs()))
        .append(phase.measured() ? "" : ", not measured")
        .append('\n');
    Map<Operation, Double> here = new EnumMap<>(Operation.class);
    for (Flow flow : workload.flows()) {
      double arrivals = arrivals(flow, phase.endNs()) - arrivals(flow, phase.startNs());
      for (Operation operation : flow.operations()) {
        here.merge(operation, arrivals * flow.share(operation), Double::sum);
      }
      if (flow.lifetime().isPresent()) {
        here.merge(
            Operation.DELETE,
            deaths(flow, phase.endNs()) - deaths(flow, phase.startNs()),
            Double::sum);
      }
    }
    tell(here, phase.lengthNs());
    here.forEach((operation, count) -> totals.merge(operation, count, Double::sum));
    tellWatches(phase);
  }

  private void tell(Map<Operation, Double> counts, long lengthNs) {
    counts.forEach(
        (operation, count) ->
            line(
                operation.plural(),
                Figures.count(Math.round(count))
                    + ", "
                    + Figures.figure(count / (lengthNs / NS_PER_S))
                    + "/s"
                    + (operation == Operation.DELETE_COLLECTION ? ofObjects() : "")));
  }

  /** Returns how many objects a collection's delete takes at most, where all say the same. */
  private String ofObjects() {
    int[] limits =
        workload.flows().stream()
            .flatMap(flow -> flow.mix().stream())
            .filter(verb -> verb.operation() == Operation.DELETE_COLLECTION)
            .mapToInt(Verb::limit)
            .distinct()
            .toArray();
    return limits.length == 1 && limits[0] > 0
        ? ", each of " + Figures.count(limits[0]) + " objects at most"
        : "";
  }

  /** Each change goes to every watcher of its resource: writes a second times watchers. */
  private void tellWatches(Phase phase) {
    for (WatcherGroup group : workload.watchers()) {
      int watchers = watchersAt(group, phase);
      double writes = 0;
      for (Flow flow : workload.flows()) {
        if (isWatched(flow.objects(), group)) {
          writes += changes(flow, phase);
        }
      }
      boolean byNamespace = group.scope() == WatcherGroup.Scope.NAMESPACE;
      double each = byNamespace ? 1.0 / workload.namespaces().count() : 1;
      double perSecond = writes * each * watchers / (phase.lengthNs() / NS_PER_S);
      line(
          "watchers " + group.name(),
          Figures.count(watchers)
              + (group.scope() == WatcherGroup.Scope.OBJECT
                  ? ", of one object each"
                  : ", " + Figures.figure(perSecond) + " events/s to them"));
    }
  }

  /** As far as words tell: {@code configmap} and {@code configmaps} are one kind. */
  private static boolean isWatched(ObjectSet set, WatcherGroup group) {
    String kind = stem(set.kind());
    return kind.equals(stem(group.resource()));
  }

  private static String stem(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    int dot = small.indexOf('.');
    String name = dot < 0 ? small : small.substring(0, dot);
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }

  private double changes(Flow flow, Phase phase) {
    double arrivals = arrivals(flow, phase.endNs()) - arrivals(flow, phase.startNs());
    double writes = 0;
    for (Operation operation : flow.operations()) {
      boolean reads =
          operation == Operation.GET || operation == Operation.LIST || operation == Operation.WATCH;
      writes += reads ? 0 : arrivals * flow.share(operation);
    }
    return writes + deaths(flow, phase.endNs()) - deaths(flow, phase.startNs());
  }

  private int watchersAt(WatcherGroup group, Phase phase) {
    int count = 0;
    for (Phase each : workload.phases()) {
      WatcherGroup.Ramp ramp = group.counts().get(each.name());
      if (each.startNs() <= phase.startNs() && ramp != null) {
        count = Math.max(ramp.from(), ramp.to());
      }
    }
    return count;
  }

  /** Returns how many arrivals are expected from the start to a moment. */
  private double arrivals(Flow flow, double ns) {
    double sum = 0;
    for (Phase phase : workload.phases()) {
      Shape shape = flow.shapes().get(phase.name());
      double part = Math.min(1, Math.max(0, (ns - phase.startNs()) / phase.lengthNs()));
      if (shape != null && part > 0) {
        sum += shape.expected(Math.max(1, Math.round(phase.lengthNs() * part)), phase.lengthNs());
      }
    }
    return Math.min(sum, flow.count());
  }

  /** Returns how many objects have come to the end of their lifetime, as if all lived the mean. */
  private double deaths(Flow flow, double ns) {
    if (flow.lifetime().isEmpty()) {
      return 0;
    }
    double born = Math.max(0, ns - flow.lifetime().get().mean());
    return arrivals(flow, born) * flow.share(Operation.CREATE);
  }

  private double peakPopulation() {
    double initial = workload.initial().stream().mapToInt(Workload.Initial::count).sum();
    double peak = initial;
    for (int i = 1; i <= LOOKS; i++) {
      double ns = (double) workload.lengthNs() * i / LOOKS;
      double alive = initial;
      for (Flow flow : workload.flows()) {
        double born =
            arrivals(flow, ns) * (flow.share(Operation.CREATE) - flow.share(Operation.DELETE));
        alive += born - deaths(flow, ns);
      }
      peak = Math.max(peak, alive);
    }
    return peak;
  }
}
