package io.scaletest.driving.session;

import io.scaletest.common.datafile.GoFloat;
import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.run.RunId;
import io.scaletest.common.text.DurationText;
import io.scaletest.driving.openloop.OpenLoopPlan;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines with which an open-loop driver begins its run, and says that nothing more is created,
 * in the words, order and stream of the originals, whose users' scripts look for them.
 *
 * @param onStandardOutput whether they are printed there, those about the plan behind {@code
 *     DEBUG:}, instead of logged
 * @param further values to tell besides the plan's, by name
 */
public record StartLines(boolean onStandardOutput, Map<String, Object> further) {
  private static final Logger LOG = LoggerFactory.getLogger(StartLines.class);

  void tellRun(RunId runId, Path parameters) {
    say("RunID is " + runId);
    say("Wrote parameter file " + GoQuote.quote(parameters.toString()));
  }

  void tellPlan(OpenLoopPlan plan) {
    sayOfPlan("Creating " + plan.n() + " objects");
    sayOfPlan("LAMBDA = " + GoFloat.lower(plan.lambda()) + "/sec");
    sayOfPlan("maxpop = " + plan.maxpop());
    further.forEach((name, value) -> sayOfPlan(name + " = " + value));
    sayOfPlan("OBJ TTL = " + DurationText.ofNanos(plan.lifetimeNs()));
  }

  void tellAllCreated() {
    say("DEBUG: waiting for objects to clear");
  }

  private void sayOfPlan(String line) {
    say(onStandardOutput ? "DEBUG: " + line : line);
  }

  private void say(String line) {
    if (onStandardOutput) {
      System.out.println(line);
    } else {
      LOG.info("{}", line);
    }
  }
}
