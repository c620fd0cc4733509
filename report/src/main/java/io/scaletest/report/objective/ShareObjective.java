package io.scaletest.report.objective;

import io.scaletest.common.text.Figures;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.ObjectiveResult.Outcome;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.RunResult;
import java.util.List;

/**
 * The share of failed requests must not be above a limit.
 *
 * @param limit 0 to 1
 */
record ShareObjective(String name, double limit) implements Objective {
  @Override
  public List<ObjectiveResult> results(RunResult run) {
    long all = run.operations().stream().mapToLong(OperationResult::count).sum();
    if (all == 0) {
      return List.of();
    }
    long failed = run.operations().stream().mapToLong(OperationResult::failed).sum();
    double share = (double) failed / all;
    return List.of(
        new ObjectiveResult(
            name.isEmpty() ? "failed requests" : name,
            share > limit ? Outcome.BROKEN : Outcome.MET,
            "<= " + Figures.figure(limit * 100) + " %",
            Figures.figure(share * 100) + " % (" + failed + " of " + all + ")",
            "rows, driver"));
  }
}
