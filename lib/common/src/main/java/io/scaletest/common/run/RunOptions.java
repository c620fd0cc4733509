package io.scaletest.common.run;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options about a run and its files, for {@code @Mixin}.
 *
 * <p>{@link #runId} and {@link #seed} settle the value at the first call and return the same ever
 * after. Not for use by several threads at once.
 */
public final class RunOptions {
  private static final long NS_PER_S = 1_000_000_000L;

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description =
          "Unique ID of this run, begins the names of its objects and files"
              + " (default: MMDD.hhmm. and four random digits).")
  private String runId;

  @Option(
      names = {"-datafile", "--datafile"},
      paramLabel = "<file>",
      defaultValue = "{{.RunID}}-driver.csv",
      description =
          "CSV file to create; {{.RunID}} stands for the run ID (default: ${DEFAULT-VALUE}).")
  private String dataFile;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<number>",
      defaultValue = "0",
      description =
          "Seed of all random choices but the run ID; 0 takes one from the clock"
              + " (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private OverwriteOption overwrite = new OverwriteOption();
  @Mixin private StartGate startGate = new StartGate();

  private RunId settledRunId;
  private boolean settledSeed;

  /**
   * Returns the run ID given, or a generated one if none or an empty one was given.
   *
   * @throws ToolException with {@link DriverExit#BAD_RUN_ID}
   */
  public RunId runId(WallClock clock, ZoneId zone) {
    if (settledRunId == null) {
      // Not from the seed: two runs with one seed still need different names.
      settledRunId =
          runId.isEmpty()
              ? RunId.generate(clock, new SplittableRandom(epochNs(clock)), zone)
              : RunId.of(runId);
    }
    return settledRunId;
  }

  /** Returns the seed given, or one from the clock (never 0) if none or 0 was given. */
  public long seed(WallClock clock) {
    if (!settledSeed) {
      if (seed == 0) {
        seed = Math.max(1, epochNs(clock));
      }
      settledSeed = true;
    }
    return seed;
  }

  /** Returns the seed given, else that of a file, if it has one, else one from the clock. */
  public long seed(OptionalLong ofFile, WallClock clock) {
    if (!settledSeed && seed == 0) {
      seed = ofFile.orElse(0);
    }
    return seed(clock);
  }

  /**
   * Returns the path of the data file.
   *
   * @throws ToolException with {@link DriverExit#BAD_DATA_FILE_NAME}
   */
  public Path dataFile(RunId id) {
    return DataFilePath.resolve(dataFile, id);
  }

  /** Returns what the run waits for when it is ready. */
  public StartGate startGate() {
    return startGate;
  }

  /** Checks that {@code path} may be written, as {@link OverwriteOption#checkReplaceable}. */
  public void checkReplaceable(Path path, ExitStatus refused) {
    overwrite.checkReplaceable(path, refused);
  }

  private static long epochNs(WallClock clock) {
    Instant now = clock.now();
    return now.getEpochSecond() * NS_PER_S + now.getNano();
  }
}
