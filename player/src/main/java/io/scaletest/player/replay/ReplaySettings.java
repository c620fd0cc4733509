package io.scaletest.player.replay;

import io.scaletest.common.run.RunOptions;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.player.trace.TrafficClass;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay is made of, checked.
 *
 * @param version of the jar
 * @param traffic whose requests are replayed
 * @param speed how many times as fast as it was recorded
 * @param rounds how often
 * @param copies how many of each request, in namespaces of their own
 * @param fromNs where the replay begins, since the trace's first entry
 * @param toNs where it ends, exclusively
 * @param impersonate whether requests are sent as the users of the recording
 * @param users whom users of the recording are; an empty one is the configured user
 * @param patchTypes rules for patches whose type is a guess
 * @param keep whether what was made stays
 * @param run options about the run and its files
 * @param configuration says which API server
 * @param requests how requests are sent
 * @param metrics where the run's metrics and its page are served
 */
public record ReplaySettings(
    String version,
    Path trace,
    Set<TrafficClass> traffic,
    double speed,
    int rounds,
    int copies,
    long fromNs,
    long toNs,
    boolean impersonate,
    Map<String, String> users,
    Optional<Path> patchTypes,
    boolean keep,
    RunOptions run,
    ConfigurationSource configuration,
    RequestOptions requests,
    MetricsOptions metrics) {
  public ReplaySettings {
    traffic = Set.copyOf(traffic);
    users = Map.copyOf(users);
  }
}
