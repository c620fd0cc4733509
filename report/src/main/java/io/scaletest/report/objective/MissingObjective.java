package io.scaletest.report.objective;

import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.ObjectiveResult.Outcome;
import io.scaletest.report.model.RunResult;
import java.util.List;
import java.util.Map;

/**
 * No more changes than a limit may be missing among the notifications of a logger.
 *
 * @param limit 0 for none
 */
record MissingObjective(String name, long limit) implements Objective {
  @Override
  public List<ObjectiveResult> results(RunResult run) {
    return run.watchers().stream()
        .filter(view -> view.counts().containsKey("missingCreates"))
        .map(
            view -> {
              Map<String, Long> counts = view.counts();
              long missing = counts.get("missingCreates") + counts.get("missingDeletes");
              return new ObjectiveResult(
                  name.isEmpty() ? "missing notifications" : name,
                  missing > limit ? Outcome.BROKEN : Outcome.MET,
                  "<= " + limit,
                  String.valueOf(missing),
                  view.file());
            })
        .toList();
  }
}
