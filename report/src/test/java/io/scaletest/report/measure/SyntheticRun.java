package io.scaletest.report.measure;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.datafile.GoQuote;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.objective.ObjectivesFile;
import io.scaletest.wire.time.UtcTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Files of a run as the tools would have left them, row by row. */
public final class SyntheticRun {
  private final String runId;
  private final StringBuilder requests = new StringBuilder();
  private final StringBuilder changes = new StringBuilder();
  private String parameters = "";

  public SyntheticRun(String runId) {
    this.runId = runId;
  }

  /** Returns the beginning of most runs here. */
  public static long time(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  public SyntheticRun request(long sent, long answered, String op, int number, String error) {
    UtcTime.appendMillis(requests, sent);
    requests.append(',');
    UtcTime.appendMillis(requests, answered);
    requests.append(',').append(op).append(',');
    GoQuote.append(requests, name(number));
    requests.append(',');
    GoQuote.append(requests, error);
    requests.append('\n');
    return this;
  }

  /** Adds a row of a logger with one notification, queued 1 ms before it was taken. */
  public SyntheticRun change(long dequeued, String op, int number, long created) {
    return change(dequeued, op, name(number), created, 1, "3");
  }

  public SyntheticRun change(
      long dequeued, String op, String name, long created, int notifications, String diff) {
    UtcTime.appendMillis(changes, dequeued);
    changes.append(',').append(op).append(',');
    GoQuote.append(changes, "scaletest/" + name);
    changes.append(',');
    UtcTime.appendSeconds(changes, op.equals("delete") ? time("2000-01-01T00:00:00Z") : created);
    changes.append(',').append(notifications).append(",0,0,");
    UtcTime.appendMillis(changes, dequeued - 1);
    changes.append(',');
    UtcTime.appendMillis(changes, dequeued - 1);
    changes.append(diff.isEmpty() ? "" : ",").append(diff).append('\n');
    return this;
  }

  public SyntheticRun parameters(double lambda, int n, double maxpop, long seed) {
    parameters =
        String.format(
            java.util.Locale.ROOT,
            "LAMBDA=%s%nN=%d%nMAXPOP=%s%nRUNID=\"%s\"%nSEED=%d%n",
            lambda,
            n,
            maxpop,
            runId,
            seed);
    return this;
  }

  /** Returns when each create of an open loop is due, in milliseconds since its start. */
  public static double[] dueMs(double lambda, int n, long seed) {
    ArrivalProcess arrivals = ArrivalProcess.poisson(lambda, seed);
    var due = new double[n];
    for (int i = 0; i < n; i++) {
      due[i] = arrivals.nextNs() / 1e6;
    }
    return due;
  }

  private String name(int number) {
    return runId + "-" + number;
  }

  /** Writes what there is into a folder. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (requests.length() > 0) {
      Files.writeString(folder.resolve(runId + "-driver.csv"), requests);
    }
    if (changes.length() > 0) {
      Files.writeString(folder.resolve("seen.csv"), changes);
    }
    if (!parameters.isEmpty()) {
      Files.writeString(folder.resolve(runId + "-driver.parms"), parameters);
    }
    return folder;
  }

  /** Writes the files, and returns what they come to. */
  public RunResult result(Path folder) throws IOException {
    return read(write(folder));
  }

  /** Returns what the one run in a folder comes to. */
  public static RunResult read(Path folder) throws IOException {
    List<RunFiles> runs = RunFiles.group(List.of(folder)).runs();
    if (runs.size() != 1) {
      throw new IllegalStateException("runs: " + runs.size());
    }
    return RunAnalysis.of(runs.get(0), ObjectivesFile.builtIn(), new ReadProgress());
  }
}
