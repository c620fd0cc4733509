package io.scaletest.report.objective;

import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.RunResult;
import java.util.List;

/** A promise about a run. */
@FunctionalInterface
interface Objective {
  /** Returns whether it was met; nothing where the run has nothing of the kind. */
  List<ObjectiveResult> results(RunResult run);
}
