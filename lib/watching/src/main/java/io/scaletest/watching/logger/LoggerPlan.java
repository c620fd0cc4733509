package io.scaletest.watching.logger;

import io.scaletest.watching.object.ObjectKind;
import io.scaletest.watching.reflector.WatchTarget;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a logger is to do, checked.
 *
 * @param tool the tool's name
 * @param userAgentPrefix what the user agent has before {@code @<address>}
 * @param namespace the only one to watch; empty for all
 * @param compare whether an object's state is compared with the one last seen
 * @param diffColumn whether rows tell of the comparison
 * @param stopAfter when to end without being told to; empty for never
 * @param metricPort 0 for any free one
 * @param effectiveOptions every option's value, for the summary
 */
public record LoggerPlan(
    String tool,
    String userAgentPrefix,
    ObjectKind kind,
    Optional<String> namespace,
    LoggerFiles.Paths files,
    int threads,
    boolean compare,
    boolean diffColumn,
    Optional<Duration> stopAfter,
    int metricPort,
    Map<String, Object> effectiveOptions) {

  WatchTarget target() {
    return new WatchTarget(kind.collectionPath(namespace), "", kind.contentField());
  }
}
