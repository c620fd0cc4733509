package io.scaletest.report.objective;

import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.RunResult;
import java.util.ArrayList;
import java.util.List;

/** The objectives that a run is held against. Immutable. */
public final class Objectives {
  private final List<Objective> all;

  Objectives(List<Objective> all) {
    this.all = List.copyOf(all);
  }

  /** Returns whether each was met, in their order. */
  public List<ObjectiveResult> results(RunResult run) {
    var results = new ArrayList<ObjectiveResult>();
    for (Objective objective : all) {
      results.addAll(objective.results(run));
    }
    return results;
  }
}
