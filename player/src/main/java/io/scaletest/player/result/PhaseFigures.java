package io.scaletest.player.result;

import io.scaletest.common.summary.RunSummary;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Workload;
import org.HdrHistogram.Histogram;

/** Figures by phase and flow for the summary's file, and of the phase under way for progress. */
public final class PhaseFigures {
  private final Workload workload;
  private final FlowRecorder recorder;

  public PhaseFigures(Workload workload, FlowRecorder recorder) {
    this.workload = workload;
    this.recorder = recorder;
  }

  /**
   * Adds counts and times of each verb of each flow in each phase, under {@code
   * phase.flow.verb.response} and {@code …service}; they stand in the file alone.
   */
  public void tell(RunSummary.Builder summary) {
    for (int phase = 0; phase < workload.phases().size(); phase++) {
      tellTimes(summary, phase);
      for (int flow = 0; flow < workload.flows().size(); flow++) {
        recorder.of(phase, flow).values().forEach(of -> of.tell(summary));
      }
    }
  }

  /** Adds when a phase began and ended, in nanoseconds since the start, as far as it did. */
  private void tellTimes(RunSummary.Builder summary, int phase) {
    String name = workload.phases().get(phase).name();
    PhaseTimes times = recorder.times();
    if (phase <= times.current() && times.beginNs(phase).isPresent()) {
      tellTime(summary, name + ".beganNs", times.beginNs(phase).getAsLong());
      if (times.hasEnded(phase)) {
        tellTime(summary, name + ".endedNs", times.endNs(phase).getAsLong());
      }
    }
  }

  private static void tellTime(RunSummary.Builder summary, String name, long ns) {
    summary.count(name, ns).forFileOnly(name);
  }

  /** Returns the response times of all requests that were due in a phase so far. */
  public Histogram responses(int phase) {
    Histogram sum = new Histogram(3);
    for (int flow = 0; flow < workload.flows().size(); flow++) {
      recorder.of(phase, flow).values().forEach(of -> sum.add(of.response().total()));
    }
    return sum;
  }

  /** Returns how many requests are over, well or not. */
  public long completed() {
    long completed = 0;
    for (int phase = 0; phase < workload.phases().size(); phase++) {
      for (int flow = 0; flow < workload.flows().size(); flow++) {
        for (FlowRecorder.Figures of : recorder.of(phase, flow).values()) {
          completed += of.completed();
        }
      }
    }
    return completed;
  }
}
