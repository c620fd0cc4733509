package io.scaletest.watching.logger;

import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.text.DurationText;
import io.scaletest.watching.changes.ChangeRecorder;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.ChangeListener;
import io.scaletest.watching.reflector.ListOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes changes on to the recorder, and says and counts what goes wrong. */
final class ProblemLog implements ChangeListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

  private final String plural;
  private final ChangeRecorder recorder;
  private final ErrorCounts errors = new ErrorCounts();

  ProblemLog(String plural, ChangeRecorder recorder) {
    this.plural = plural;
    this.recorder = recorder;
  }

  ErrorCounts errors() {
    return errors;
  }

  @Override
  public void onChange(Change change) {
    recorder.note(change);
  }

  @Override
  public void onListed(ListOutcome outcome) {
    if (outcome.first()) {
      LOG.info("listed {} {}; watching", outcome.objects(), plural);
      return;
    }
    LOG.warn(
        "relisted {} {} after {} without a watch: {} added, {} changed and {} deleted meanwhile",
        outcome.objects(),
        plural,
        DurationText.elapsed(outcome.blindNs()),
        outcome.added(),
        outcome.updated(),
        outcome.deleted());
  }

  @Override
  public void onProblem(String what, long retryInNs) {
    errors.add(what);
    LOG.warn("{}; next attempt in {}", what, DurationText.elapsed(retryInNs));
  }

  @Override
  public void onRetry(String what, long retryInNs) {
    LOG.warn("{}; sent again in {}", what, DurationText.elapsed(retryInNs));
  }
}
