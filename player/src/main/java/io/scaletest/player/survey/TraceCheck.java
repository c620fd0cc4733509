package io.scaletest.player.survey;

import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.util.Optional;

/** Whether a trace is what its readers may rely on. */
public final class TraceCheck {
  private TraceCheck() {}

  /**
   * Reads a trace to its end.
   *
   * @return what is wrong with it, behind its name; empty if nothing is
   */
  public static Optional<String> fault(TraceReader trace) throws IOException {
    long lastNs = 0;
    for (Optional<TraceEntry> next = trace.next(); next.isPresent(); next = trace.next()) {
      TraceEntry entry = next.get();
      if (entry.startNs() < lastNs) {
        return Optional.of("is not in order: entry " + trace.entries() + " is before the last one");
      }
      lastNs = entry.startNs();
      if (entry.body().state() == TraceBody.State.STORED) {
        try {
          JsonTree.parse(entry.body().bytes());
        } catch (MalformedJsonException e) {
          return Optional.of(
              "has a body that is no JSON: entry " + trace.entries() + ": " + e.getMessage());
        }
      }
    }
    return trace.damage();
  }
}
