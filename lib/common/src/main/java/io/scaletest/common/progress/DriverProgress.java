package io.scaletest.common.progress;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How far a run of a driver is, and the fields of its progress line.
 *
 * @param done operations completed
 * @param total operations planned, or {@link #UNKNOWN}
 * @param ratePerSecond operations completed a second, or {@link #UNKNOWN}
 * @param inFlight requests sent and not answered, or {@link #UNKNOWN}
 * @param waiting requests that wait for a stream and so have not been sent
 * @param errors requests that failed
 * @param latency what the percentiles are of: {@code response}
 * @param p50Ns median latency so far, or {@link #UNKNOWN}
 * @param p99Ns 99th percentile so far, or {@link #UNKNOWN}
 * @param remainingNs time until the planned end, or {@link #UNKNOWN}
 */
public record DriverProgress(
    long done,
    long total,
    double ratePerSecond,
    long inFlight,
    long waiting,
    long errors,
    String latency,
    long p50Ns,
    long p99Ns,
    long remainingNs) {
  /** Stands for a figure that is not known (yet); such a field is left out of the line. */
  public static final long UNKNOWN = -1;

  public DriverProgress {
    checkKnown("done", done);
    checkKnown("errors", errors);
    check("total", total);
    check("inFlight", inFlight);
    checkKnown("waiting", waiting);
    check("p50Ns", p50Ns);
    check("p99Ns", p99Ns);
    check("remainingNs", remainingNs);
    if (ratePerSecond != UNKNOWN && !(ratePerSecond >= 0 && Double.isFinite(ratePerSecond))) {
      throw new IllegalArgumentException(
          "ratePerSecond: must be finite and >= 0, or -1, got " + ratePerSecond);
    }
  }

  private static void checkKnown(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": must be >= 0, got " + value);
    }
  }

  private static void check(String name, long value) {
    if (value < UNKNOWN) {
      throw new IllegalArgumentException(name + ": must be >= 0, or -1, got " + value);
    }
  }

  /**
   * Returns a supplier of the fields, for {@link ProgressLine}.
   *
   * @param verb what an operation did to its object, {@code created}
   */
  public static Supplier<List<String>> fields(String verb, Supplier<DriverProgress> run) {
    return () -> run.get().fields(verb);
  }

  /**
   * Returns {@code 1,234/3,000 created}, {@code 99.8/s} and so on, the most important first;
   * unknown figures are left out.
   *
   * @param verb what an operation did to its object, {@code created}
   */
  public List<String> fields(String verb) {
    List<String> fields = new ArrayList<>();
    String total = total() == UNKNOWN ? "" : '/' + Figures.count(total());
    fields.add(Figures.count(done()) + total + ' ' + verb);
    if (ratePerSecond() != UNKNOWN) {
      fields.add(Figures.rate(ratePerSecond()));
    }
    if (inFlight() != UNKNOWN) {
      fields.add(Figures.count(inFlight()) + " in flight");
    }
    if (waiting() > 0) {
      fields.add(Figures.count(waiting()) + " waiting for a stream");
    }
    fields.add(Figures.count(errors(), "error", "errors"));
    if (remainingNs() != UNKNOWN) {
      fields.add(DurationText.span(remainingNs()) + " left");
    }
    if (p99Ns() != UNKNOWN) {
      fields.add(latency() + " p99 " + DurationText.latency(p99Ns()));
    } else if (p50Ns() != UNKNOWN) {
      fields.add(latency() + " p50 " + DurationText.latency(p50Ns()));
    }
    return fields;
  }
}
