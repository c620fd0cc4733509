package io.scaletest.common.progress;

import static io.scaletest.common.progress.ProgressSnapshot.UNKNOWN;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The fields of a driver's progress line. */
public final class DriverProgress {
  private DriverProgress() {}

  /**
   * Returns a supplier of the fields, for {@link ProgressLine}.
   *
   * @param verb what an operation did to its object, {@code created}
   */
  public static Supplier<List<String>> of(String verb, Supplier<ProgressSnapshot> run) {
    return () -> fields(verb, run.get());
  }

  /**
   * Returns {@code 1,234/3,000 created}, {@code 99.8/s} and so on, the most important first;
   * unknown figures are left out.
   */
  public static List<String> fields(String verb, ProgressSnapshot run) {
    List<String> fields = new ArrayList<>();
    String total = run.total() == UNKNOWN ? "" : '/' + Figures.count(run.total());
    fields.add(Figures.count(run.done()) + total + ' ' + verb);
    if (run.ratePerSecond() != UNKNOWN) {
      fields.add(Figures.rate(run.ratePerSecond()));
    }
    if (run.inFlight() != UNKNOWN) {
      fields.add(Figures.count(run.inFlight()) + " in flight");
    }
    if (run.waiting() > 0) {
      fields.add(Figures.count(run.waiting()) + " waiting for a stream");
    }
    fields.add(Figures.count(run.errors(), "error", "errors"));
    if (run.remainingNs() != UNKNOWN) {
      fields.add(DurationText.span(run.remainingNs()) + " left");
    }
    if (run.p99Ns() != UNKNOWN) {
      fields.add(run.latency() + " p99 " + DurationText.latency(run.p99Ns()));
    } else if (run.p50Ns() != UNKNOWN) {
      fields.add(run.latency() + " p50 " + DurationText.latency(run.p50Ns()));
    }
    return fields;
  }
}
