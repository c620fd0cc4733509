package io.scaletest.driving.session;

import io.scaletest.common.datafile.GoFloat;
import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.closedloop.ProtobufLengths;
import io.scaletest.driving.recording.RunRecorder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines with which a closed-loop driver begins and ends its run, in the words, order and stream
 * of the original, whose users' scripts look for them.
 */
final class ClosedLoopLines {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedLoopLines.class);

  private ClosedLoopLines() {}

  /**
   * Tells what is about to begin.
   *
   * @param further values to tell besides the plan's, by the original's names
   */
  static void tellStart(
      RunId runId,
      Path parameters,
      ClosedLoopPlan plan,
      List<String> servers,
      Map<String, Object> further) {
    LOG.info("RunID is {}", runId);
    System.out.println("Wrote parameter file " + GoQuote.quote(parameters.toString()));
    debug("Creating " + plan.n() + " objects");
    debug("maxpop = " + plan.maxpop());
    debug("endpoints are [" + String.join(" ", servers) + "]");
    debug("CONNS = " + servers.size());
    debug("THREADS = " + plan.threads());
    debug("RATE = " + GoFloat.lower(plan.ratePerSecond()) + "/sec");
    debug("UPDATES = " + plan.updates());
    further.forEach((name, value) -> debug(name + " = " + value));
    debug("CreateOnly = " + plan.createOnly());
    debug("op period = " + GoFloat.lower(1 / plan.ratePerSecond()) + " sec");
  }

  /** Tells what the run came to. */
  static void tellEnd(
      ClosedLoopPlan plan, RunRecorder recorder, double seconds, ProtobufLengths lengths) {
    Set<Operation> recorded = recorder.recorded();
    long writes = recorded.stream().mapToLong(recorder::completed).sum();
    LOG.info(
        "{} object lifecycles in {} seconds = {} writes/sec, with {} errors on create, {} on"
            + " update, and {} on delete",
        recorder.completed(plan.operation(plan.lastPhase())),
        GoFloat.lower(seconds),
        GoFloat.lower(seconds > 0 ? writes / seconds : 0),
        recorder.failed(Operation.CREATE),
        recorded.contains(Operation.UPDATE) ? recorder.failed(Operation.UPDATE) : 0,
        recorded.contains(Operation.DELETE) ? recorder.failed(Operation.DELETE) : 0);
    LOG.info(
        "Protobuf length of a created object = {}, protobuf length of an updated object = {}",
        lengths.createdBytes(),
        lengths.updatedBytes());
  }

  private static void debug(String line) {
    System.out.println("DEBUG: " + line);
  }
}
