package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import java.util.Map;

/**
 * Which run of which tool a result is of.
 *
 * @param tool the program's name
 * @param version of the jar
 * @param parameters the effective value of every option, by name
 * @param clock the run's
 */
public record RunIdentity(
    String tool, String version, RunId runId, Map<String, Object> parameters, WallClock clock) {}
