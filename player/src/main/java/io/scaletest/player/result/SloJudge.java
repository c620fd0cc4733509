package io.scaletest.player.result;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.kubevirt.VmiTimes;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.load.Watchers;
import io.scaletest.player.pods.PodStartups;
import io.scaletest.player.result.SloResult.Status;
import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.Slo;
import io.scaletest.player.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Says which limits a workload has kept so far. Safe for use by many threads. */
public final class SloJudge {
  /** Fewer samples beyond a percentile are the accident of a handful of requests. */
  private static final int SAMPLES_BEYOND_MIN = 10;

  /** So unlikely an excess over what a kept limit lets happen is none. */
  private static final double BROKEN_BELOW = 0.001;

  private final Workload workload;
  private final FlowRecorder recorder;
  private final Beside beside;
  private final RequestsPerObject perObject;

  /** What is measured beside the requests of flows, as far as it is. */
  public record Beside(
      Optional<Watchers> watchers, Optional<VmiTimes> vmis, Optional<PodStartups> pods) {}

  public SloJudge(
      Workload workload, FlowRecorder recorder, Beside beside, RequestsPerObject perObject) {
    this.workload = workload;
    this.recorder = recorder;
    this.beside = beside;
    this.perObject = perObject;
  }

  /** Returns each limit with what it came to, in the specification's order. */
  public List<SloResult> results() {
    List<SloResult> results = new ArrayList<>();
    workload.slos().forEach(slo -> add(slo, results));
    for (int i = 0; i < workload.phases().size(); i++) {
      state(i).ifPresent(results::add);
    }
    return results;
  }

  /** Returns whether a phase came to the state that was to end it; empty before it ended. */
  private Optional<SloResult> state(int index) {
    Phase phase = workload.phases().get(index);
    PhaseTimes times = recorder.times();
    if (phase.until().isEmpty() || !times.hasEnded(index)) {
      return Optional.empty();
    }
    boolean reached = times.wasReached(index);
    long tookNs = times.endNs(index).getAsLong() - times.beginNs(index).getAsLong();
    return Optional.of(
        new SloResult(
            reached ? Status.MET : Status.BROKEN,
            phase.name() + " until " + phase.until().get().text(),
            DurationText.significant(phase.lengthNs()),
            (reached ? "" : "not after ") + DurationText.significant(tookNs)));
  }

  /** Returns a limit that ends the run and is surely broken. */
  public Optional<SloResult> aborting() {
    List<SloResult> results = new ArrayList<>();
    workload.slos().stream().filter(Slo::abort).forEach(slo -> add(slo, results));
    return results.stream().filter(result -> result.status() == Status.BROKEN).findFirst();
  }

  private void add(Slo slo, List<SloResult> results) {
    String of = String.join("+", slo.of());
    String where = place(slo);
    if (!slo.percentiles().isEmpty()) {
      new TreeMap<>(slo.percentiles())
          .forEach(
              (percentile, limitNs) ->
                  results.add(percentile(of, where, samples(slo, limitNs), percentile, limitNs)));
    }
    if (slo.share().isPresent()) {
      results.add(share(of, where, slo));
    }
    slo.perObject().ifPresent(limit -> results.add(perObject(limit, where, phases(slo))));
    if (slo.count().isPresent()) {
      long count = count(slo);
      results.add(
          new SloResult(
              count > slo.count().getAsLong() ? Status.BROKEN : Status.MET,
              of + where,
              Figures.count(slo.count().getAsLong()),
              Figures.count(count)));
    }
  }

  /** Returns where it counts, if not everywhere. */
  private String place(Slo slo) {
    List<String> measured =
        workload.phases().stream().filter(Phase::measured).map(Phase::name).toList();
    String phases =
        slo.phases().containsAll(measured) && slo.phases().size() == measured.size()
            ? ""
            : " in " + String.join("+", slo.phases());
    String flows =
        slo.flows().size() == workload.flows().size() ? "" : " of " + String.join("+", slo.flows());
    return phases + flows;
  }

  private List<Integer> phases(Slo slo) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < workload.phases().size(); i++) {
      if (slo.phases().contains(workload.phases().get(i).name())) {
        indexes.add(i);
      }
    }
    return indexes;
  }

  private Histogram samples(Slo slo, long limitNs) {
    String of = slo.of().get(0);
    if (of.equals("watch.notification")) {
      return beside.watchers().map(w -> w.notification(phases(slo))).orElse(new Histogram(3));
    }
    if (of.equals("watch.establish")) {
      return beside.watchers().map(w -> w.establish(phases(slo))).orElse(new Histogram(3));
    }
    if (of.startsWith("vmi.")) {
      return beside.vmis().map(times -> times.in(of, phases(slo))).orElse(new Histogram(3));
    }
    if (of.startsWith(PodStartups.PREFIX)) {
      return beside.pods().map(p -> p.in(of, phases(slo), limitNs)).orElse(new Histogram(3));
    }
    if (of.equals("lateness")) {
      return recorder.ownLateness().total();
    }
    Histogram sum = new Histogram(3);
    for (FlowRecorder.Figures figures : figures(slo)) {
      LatencySeries series = slo.service() ? figures.service() : figures.response();
      sum.add(series.total());
    }
    return sum;
  }

  private List<FlowRecorder.Figures> figures(Slo slo) {
    List<FlowRecorder.Figures> all = new ArrayList<>();
    boolean every = List.of("requests", "errors", "starved").contains(slo.of().get(0));
    for (int phase : phases(slo)) {
      for (int flow = 0; flow < workload.flows().size(); flow++) {
        if (slo.flows().contains(workload.flows().get(flow).name())) {
          for (Map.Entry<Operation, FlowRecorder.Figures> entry :
              recorder.of(phase, flow).entrySet()) {
            if (every || slo.of().contains(entry.getKey().word())) {
              all.add(entry.getValue());
            }
          }
        }
      }
    }
    return all;
  }

  private SloResult perObject(Slo.PerObject of, String where, List<Integer> phases) {
    long requests = perObject.requests(of, phases);
    long objects = perObject.objects(of, phases);
    String what =
        of.verb().map(Operation::plural).orElse("requests")
            + " of "
            + of.resource()
            + " per object"
            + where;
    String limit = DecimalText.of(of.limit());
    if (objects == 0) {
      return new SloResult(Status.UNDECIDED, what, limit, "of no objects");
    }
    double each = (double) requests / objects;
    return new SloResult(
        each > of.limit() ? Status.BROKEN : Status.MET,
        what,
        limit,
        DecimalText.of(each)
            + " ("
            + Figures.count(requests)
            + " of "
            + Figures.count(objects, "object", "objects")
            + ")");
  }

  private static SloResult percentile(
      String of, String where, Histogram samples, double percentile, long limitNs) {
    long count = samples.getTotalCount();
    boolean max = percentile == 100;
    String what = of + (max ? " max" : " p" + DecimalText.of(percentile).replace(".", "")) + where;
    String limit = DurationText.significant(limitNs);
    if (count == 0) {
      return new SloResult(Status.UNDECIDED, what, limit, "has no samples");
    }
    long beyond =
        limitNs >= samples.getMaxValue()
            ? 0
            : samples.getCountBetweenValues(limitNs + 1, samples.getMaxValue());
    double allowed = max ? 0 : 1 - percentile / 100;
    if (max || count * allowed >= SAMPLES_BEYOND_MIN) {
      long ns = samples.getValueAtPercentile(percentile);
      Status status = ns > limitNs ? Status.BROKEN : Status.MET;
      return new SloResult(status, what, limit, DurationText.significant(ns));
    }
    String few = Figures.count(beyond) + " of " + Figures.count(count) + " beyond the limit";
    Status status =
        beyond == 0
            ? Status.MET
            : tail(count, allowed, beyond) < BROKEN_BELOW ? Status.BROKEN : Status.UNDECIDED;
    return new SloResult(status, what, limit, few);
  }

  /** Returns the probability of at least {@code k} of {@code n} where each has {@code p}. */
  static double tail(long n, double p, long k) {
    double term = StrictMath.exp(n * StrictMath.log1p(-p));
    double below = 0;
    for (long i = 0; i < k; i++) {
      below += term;
      term *= (double) (n - i) / (i + 1) * p / (1 - p);
    }
    return Math.max(0, 1 - below);
  }

  private SloResult share(String of, String where, Slo slo) {
    double limit = slo.share().getAsDouble();
    long count = count(slo);
    long all = 0;
    for (FlowRecorder.Figures figures : figures(slo)) {
      all += figures.completed() + figures.starved();
    }
    String limitText = DecimalText.of(limit * 100) + " %";
    if (all == 0) {
      return new SloResult(Status.UNDECIDED, of + where, limitText, "of no requests");
    }
    double share = (double) count / all;
    // A run under way may begin with an error: one in the first ten requests breaks no 0.1 %.
    boolean few = all * limit < SAMPLES_BEYOND_MIN && count > 0;
    boolean broken = few ? tail(all, Math.max(limit, 1e-12), count) < BROKEN_BELOW : share > limit;
    Status status = broken ? Status.BROKEN : share > limit ? Status.UNDECIDED : Status.MET;
    String measured =
        DecimalText.of(share * 100)
            + " % ("
            + Figures.count(count)
            + " of "
            + Figures.count(all)
            + ")";
    return new SloResult(status, of + where, limitText, measured);
  }

  private long count(Slo slo) {
    return switch (slo.of().get(0)) {
      case "watch.missed" -> beside.watchers().map(w -> w.missed(phases(slo))).orElse(0L);
      case "watch.broken" -> beside.watchers().map(w -> w.broken(phases(slo))).orElse(0L);
      case "starved" -> figures(slo).stream().mapToLong(FlowRecorder.Figures::starved).sum();
      default -> figures(slo).stream().mapToLong(FlowRecorder.Figures::failed).sum();
    };
  }
}
