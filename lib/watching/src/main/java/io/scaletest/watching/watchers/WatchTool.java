package io.scaletest.watching.watchers;

import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.watching.place.KindFinder;

/**
 * What tells one tool that watches from another.
 *
 * @param name the tool's name
 * @param userAgent what the user agent begins with
 * @param metrics what the metrics' names begin with, {@code scaletest_watch_}
 * @param configuration says which API server
 * @param kinds finds what is watched
 */
public record WatchTool(
    String name,
    String userAgent,
    String metrics,
    ConfigurationSource configuration,
    KindFinder kinds) {}
